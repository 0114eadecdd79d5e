-- A brief for Word, made of the document of its page: our classes become paragraph styles of the reference document,
-- captions stand above what they name, endnotes become Word's own footnotes, figures are PNG, and what only leads
-- somewhere on the site leads there or becomes plain text.

local stringify = pandoc.utils.stringify

local STYLES = {
  banner = "Banner", summary = "Summary", ["key-messages"] = "Key Messages", facts = "Facts", box = "Box",
  ["box-title"] = "Box Title", notice = "Notice", ["notice-title"] = "Box Title", ["note-source"] = "Note and Source",
  number = "Number", citation = "Citation", reproduce = "Citation", imprint = "Imprint",
}
local PANELS = pandoc.List { "key-messages", "box", "notice" }
local fill_width = require("columns").fill_width

local function styled(blocks, style)
  return pandoc.Div(blocks, pandoc.Attr("", {}, { { "custom-style", style } }))
end

-- Items of a list that stand close have a style of their own, which a panel must not lose to.
local function opened(plain) return pandoc.Para(plain.content) end

local function give_style(div)
  for _, class in ipairs(div.classes) do
    if STYLES[class] then
      div.attributes["custom-style"] = STYLES[class]
      return PANELS:includes(class) and div:walk { Plain = opened } or div
    end
  end
end

local function marked(inlines, identifier)
  inlines:insert(1, pandoc.Span({}, { id = identifier }))
  return inlines
end

-- On the page a figure is raw HTML around its caption and itself, a table raw HTML around itself.
local function captions(blocks)
  local result, identifier = pandoc.Blocks {}, nil
  local function mark_table(tbl)
    local caption = tbl.caption.long[1]
    if identifier and caption then caption.content, identifier = marked(caption.content, identifier), nil end
    return tbl
  end
  for _, block in ipairs(blocks) do
    local raw = block.t == "RawBlock" and block.text or ""
    identifier = raw:match('^<%a+ id="([^"]+)" class="quarto%-float') or identifier
    if block.t == "Plain" and identifier then
      block, identifier = styled({ pandoc.Para(marked(block.content, identifier)) }, "Image Caption"), nil
    elseif identifier then
      block = block:walk { Table = mark_table }
    end
    if raw == "" then result:insert(block) end
  end
  return result
end

local function footnotes(blocks)
  local notes = {}
  local function without_way_back(link)
    return link.classes:includes("footnote-back") and {} or nil
  end
  local function collect(div)
    local number = div.identifier:match("^fn(%d+)$")
    if number then notes["#fn" .. number] = div.content:walk { Link = without_way_back } end
    if div.classes:includes("endnotes") then return {} end
  end
  local function heading(header)
    if header.identifier == "notes" and next(notes) then return {} end
  end
  local function note(link)
    return link.classes:includes("footnote-ref") and notes[link.target] and pandoc.Note(notes[link.target]) or nil
  end
  return blocks:walk { Div = collect }:walk { Header = heading, Link = note }
end

-- A document travels without the site around it.
local function link(page)
  return function(element)
    if element.classes:includes("data-link") then return {} end
    if element.target:match("^#") or element.target:match("^%a+:") then return nil end
    if page == "" then return element.content end
    element.target = page:gsub("[^/]*$", "") .. element.target
    return element
  end
end

-- Below a figure, its own address stands behind a dot at the end of the line.
local function without_address(inlines)
  local last = inlines[#inlines]
  if not (last and last.t == "Link" and last.classes:includes("permalink")) then return nil end
  for _ = 1, math.min(4, #inlines) do inlines:remove() end
  return inlines
end

-- The data of a chart open on the page only, and a document holds the picture already.
local function without_details(blocks)
  local result, inside = pandoc.Blocks {}, false
  for _, block in ipairs(blocks) do
    local raw = block.t == "RawBlock" and block.text or ""
    inside = inside or raw:match("^<details") ~= nil
    if not inside then result:insert(block) end
    if raw:match("</details>%s*$") then inside = false end
  end
  return result
end

local function without_pictures(para)
  local picture = para.content:find_if(function(one) return one.t == "Link" and one.target:match("^data/[^/]+%.png$") end)
  return picture and {} or nil
end

local function subtitle(span)
  if not span.classes:includes("subtitle") then return nil end
  return { pandoc.LineBreak(), pandoc.Span(span.content, { ["custom-style"] = "Caption Subtitle" }) }
end

-- Pandoc finds the picture in its media bag, so that the document does not name a folder of this machine.
local function picture(folder)
  return function(image)
    image.src = image.src:gsub("%.svg$", ".png")
    local file = io.open(pandoc.path.join { folder, image.src }, "rb")
    if not file then error("gspbrief: the figure " .. image.src .. " does not exist", 0) end
    pandoc.mediabag.insert(image.src, "image/png", file:read("a"))
    file:close()
    image.caption = image.attributes.alt or image.caption
    image.attributes = {}
    return image
  end
end

-- The logo, which stands beside the page as a picture that Word can show.
local function logo(folder, name)
  local file = assert(io.open(pandoc.path.join { folder, "logo.png" }, "rb"))
  pandoc.mediabag.insert("logo.png", "image/png", file:read("a"))
  file:close()
  return pandoc.Image({ pandoc.Str(name) }, "logo.png", "", { height = "1cm" })
end

local function title_block(meta, folder)
  local house, said = meta.house, meta.gspbrief or {}
  local function line(style, ...)
    local inlines = pandoc.Inlines {}
    for _, part in ipairs { ... } do
      if #inlines > 0 then inlines:insert(pandoc.Str(" · ")) end
      inlines:extend(type(part) == "string" and pandoc.Inlines(part) or part)
    end
    return styled({ pandoc.Para(inlines) }, style)
  end
  local result = pandoc.Blocks {}
  if said.logo then result:insert(pandoc.Para { logo(folder, stringify(said.publisher)) })
  elseif said.publisher then result:insert(line("Author", stringify(said.publisher))) end
  result:extend { line("Series", said.series or "", house.published), line("Title", meta.title) }
  if meta.subtitle then result:insert(line("Subtitle", meta.subtitle)) end
  if house.byline ~= "" then result:insert(line("Author", stringify(house.byline))) end
  return result
end

-- Pandoc makes properties of the document of all metadata; the text itself begins with our own title block.
local function made_of(doc, folder)
  local page = doc.meta.gspbrief and doc.meta.gspbrief.canonical or ""
  doc.blocks = footnotes(doc.blocks):walk { Blocks = without_details, Para = without_pictures }
  doc.blocks = doc.blocks:walk { Inlines = without_address }:walk { Table = fill_width }:walk { Blocks = captions }
  doc.blocks = doc.blocks:walk { Div = give_style, Span = subtitle, Link = link(stringify(page)), Image = picture(folder) }
  local blocks, meta = title_block(doc.meta, folder), doc.meta
  blocks:extend(doc.blocks)
  local description = (meta.gspbrief or {}).description
  return pandoc.Pandoc(blocks, { title = meta.title, author = meta.author, lang = meta.lang, description = description })
end

return { made_of = made_of }
