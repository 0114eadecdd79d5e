-- Figures and tables, with their captions and with the notes that belong to them.

local stringify = pandoc.utils.stringify
local with_permalink = require("screen").with_permalink

local NOTES = pandoc.List { "note-source", "data-link" }
local HOLDERS = pandoc.List { "Div", "BlockQuote", "BulletList", "OrderedList", "DefinitionList", "Figure" }
local LONG_TABLE = { [true] = 18, [false] = 5 } -- rows over the page or in a column: more must be allowed to break
local WIDE_TABLE = 4 -- columns: this many need the full width of the page

-- Quarto reads `{#tbl-x}` behind a caption only later: until then it is text.
local function identifier_of(block)
  if block.t ~= "Table" or block.identifier ~= "" then return block.identifier or "" end
  return stringify(block.caption.long):match("{#([^ }]+)[^}]*}$") or ""
end

local function kind_of(block)
  if block.t ~= "Figure" and block.t ~= "Table" and block.t ~= "Div" then return nil end
  local id = identifier_of(block)
  return id:match("^(fig)%-") or id:match("^(tbl)%-")
end

-- Captions ---------------------------------------------------------------------------------------------------------

local function caption_of(block)
  if block.t == "Div" then return kind_of(block) and block.content[#block.content] end
  return block.caption.long[1]
end

-- A caption is a headline and a subtitle: what is measured, where and when. This stands on a line of its own, so the
-- headline needs no full stop before it.
local function without_stop(block)
  local inlines = (caption_of(block) or {}).content
  if not inlines then return block end
  local _, at = inlines:find_if(function(inline) return inline.t == "Span" and inline.classes:includes("subtitle") end)
  local before = at and inlines[at - 2]
  if before and before.t == "Str" then before.text = before.text:gsub("%.$", "") end
  return block
end

-- Groups -----------------------------------------------------------------------------------------------------------

local function tables_in(block)
  local found = pandoc.List {}
  local collect = { Table = function(t) found:insert(t) end }
  pandoc.Blocks({ block }):walk(collect)
  return found
end

-- A table's classes stand in its caption until Quarto reads them.
local function marked_wide(block)
  if block.t ~= "Table" then return block.classes:includes("wide") end
  return stringify(block.caption.long):match("{#[^}]* %.wide[^}]*}$") ~= nil or block.classes:includes("wide")
end

-- A chart that fits a column of the page is printed there as it is drawn for narrow screens.
local function fits_column(block)
  local narrow = false
  block:walk { Image = function(image) narrow = narrow or image.classes:includes("in-column") end }
  return narrow
end

local function for_a_column(block)
  return block:walk { Image = function(image)
    image.src = image.src:gsub("%.svg$", ".narrow.svg")
    return image
  end }
end

local function options(block, kind)
  local width, rows = 0, 0
  for _, t in ipairs(tables_in(block)) do
    width = math.max(width, #t.colspecs)
    for _, body in ipairs(t.bodies) do rows = rows + #body.body end
  end
  local narrow = block.classes:includes("narrow") or (kind == "fig" and fits_column(block))
  local wide = not narrow and (kind == "fig" or width >= WIDE_TABLE or marked_wide(block))
  return ("(wide: %s, long: %s)"):format(wide, rows > LONG_TABLE[wide])
end

local function in_print(group, kind)
  local result = pandoc.Blocks { pandoc.RawBlock("typst", "#gsp-exhibit" .. options(group[1], kind) .. "[") }
  if kind == "fig" and fits_column(group[1]) then group[1] = for_a_column(group[1]) end
  result:extend(group)
  result:insert(pandoc.RawBlock("typst", "]"))
  return result
end

local function on_screen(group, kind, words)
  local linked = with_permalink(group, identifier_of(group[1]), words["link_" .. kind])
  return pandoc.Blocks { pandoc.Div(linked, { class = "exhibit exhibit-" .. kind }) }
end

local function is_note(block)
  return block and block.t == "Div" and block.classes:find_if(function(c) return NOTES:includes(c) end) ~= nil
end

local function grouped_in(list, words, typst)
  local result, group, kind = pandoc.Blocks {}, nil, nil
  local function close()
    if group then result:extend(typst and in_print(group, kind) or on_screen(group, kind, words)) end
    group = nil
  end
  for _, block in ipairs(list) do
    if group and is_note(block) then
      group:insert(block)
    else
      close()
      kind = kind_of(block)
      if kind then group = pandoc.Blocks { block } else result:insert(block) end
    end
  end
  close()
  return result
end

-- A figure or table and the notes that follow it travel together. Every list of blocks is looked at, from the inside
-- out, but for those in notes and tables: a cell is a list, and holds no exhibit.
local function grouped(blocks, words, typst)
  local inside = { traverse = "topdown", Blocks = function(list) return grouped(list, words, typst), false end }
  local function with_inner(block) return HOLDERS:includes(block.t) and block:walk(inside) or block end
  return grouped_in(blocks:map(with_inner), words, typst)
end

return { grouped = grouped, without_stop = without_stop }
