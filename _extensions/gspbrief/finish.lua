-- Last touches on the finished document. On screen a table, an equation or a chart scrolls in a box of its own where it
-- is too wide, which can be reached by keyboard and is named for a screen reader; in print a table fills its column.

local stringify = pandoc.utils.stringify
local fill_width = require("columns").fill_width

local function scroll_region(tbl, fallback)
  local caption = stringify(tbl.caption.long)
  local name = caption ~= "" and caption or fallback
  local attributes = { { "role", "region" }, { "tabindex", "0" }, { "aria-label", name } }
  return pandoc.Div({ tbl }, pandoc.Attr("", { "table-scroll" }, attributes))
end

-- Cells stand left by the style sheet: said of each cell again, it would be a tenth of a page.
local function left_by_default(tbl)
  tbl.colspecs = tbl.colspecs:map(function(spec)
    return { spec[1] == pandoc.AlignLeft and pandoc.AlignDefault or spec[1], spec[2] }
  end)
end

local function scroll_box(block, name)
  local attributes = { { "role", "group" }, { "tabindex", "0" }, { "aria-label", name } }
  return pandoc.Div({ block }, pandoc.Attr("", { "scroll" }, attributes))
end

-- An equation or a chart that stands alone in its paragraph.
local function scroll_alone(block, words)
  local only = #block.content == 1 and block.content[1]
  if not only then return nil end
  if only.t == "Math" and only.mathtype == "DisplayMath" then return scroll_box(block, stringify(words.equation)) end
  if only.t == "Image" then return scroll_box(block, stringify(words.figure)) end
end

-- Quarto takes a table's caption out of it; on screen it belongs there, where it stays in sight while the table scrolls.
local function caption_inside(div)
  if not (div.identifier:match("^tbl%-") and div.classes:includes("quarto-float")) then return nil end
  local caption, tbl
  div.content:walk {
    traverse = "topdown",
    Plain = function(plain) caption = caption or plain.content end,
    Table = function(found) tbl = tbl or found return nil, false end,
  }
  tbl.caption.long = { pandoc.Plain { pandoc.Span(caption, { class = "caption" }) } }
  tbl.classes = {}
  return pandoc.Div({ tbl }, { id = div.identifier, class = "quarto-float quarto-float-tbl" })
end

-- Quarto repeats the picture's text on the box around it, where HTML knows no such attribute.
local function without_alt(div)
  if not (div.attributes["fig-alt"] or div.attributes.alt) then return nil end
  div.attributes["fig-alt"], div.attributes.alt = nil, nil
  return div
end

local function stop() return nil, false end

-- What stands in a table scrolls with it.
local function on_screen(blocks, words)
  local count = 0
  local function scroll(tbl)
    count = count + 1
    left_by_default(tbl)
    return scroll_region(tbl, stringify(words.table) .. " " .. count), false
  end
  local function alone(block) return scroll_alone(block, words), false end
  blocks = blocks:walk { traverse = "topdown", Div = caption_inside, Table = stop, Para = stop, Plain = stop, Header = stop }
  return blocks:walk {
    traverse = "topdown", Table = scroll, Para = alone, Plain = alone, Header = stop, Div = without_alt,
  }
end

function Pandoc(doc)
  local typst = FORMAT:match("typst") ~= nil
  doc.blocks = typst and doc.blocks:walk { Table = fill_width } or on_screen(doc.blocks, doc.meta.house.words)
  return doc
end
