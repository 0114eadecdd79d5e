-- A brief for Word, made of the document of its page: our classes become paragraph styles of the reference document,
-- captions stand above what they name, endnotes become Word's own footnotes, figures are PNG, and what only leads
-- somewhere on the site leads there or becomes plain text.

local stringify = pandoc.utils.stringify

local STYLES = {
  banner = "Banner", summary = "Summary", ["key-messages"] = "Key Messages", facts = "Facts", box = "Box",
  ["box-title"] = "Box Title", notice = "Notice", ["notice-title"] = "Box Title", ["note-source"] = "Note and Source",
  number = "Number", citation = "Citation", reproduce = "Citation", imprint = "Imprint",
}
local CAPTIONS = { fig = "Image Caption", tbl = "Table Caption" }

local function styled(blocks, style)
  return pandoc.Div(blocks, pandoc.Attr("", {}, { { "custom-style", style } }))
end

local function give_style(div)
  for _, class in ipairs(div.classes) do
    if STYLES[class] then
      div.attributes["custom-style"] = STYLES[class]
      return div
    end
  end
end

-- On the page a figure is raw HTML around a caption and what it names.
local function captions(blocks)
  local result, identifier = pandoc.Blocks {}, nil
  for _, block in ipairs(blocks) do
    local raw = block.t == "RawBlock" and block.text or ""
    identifier = raw:match('^<figure id="([^"]+)"') or identifier
    if raw == "</figcaption>" then identifier = nil end
    if block.t == "Plain" and identifier then
      block.content:insert(1, pandoc.Span({}, { id = identifier }))
      block = styled({ pandoc.Para(block.content) }, CAPTIONS[identifier:match("^%a+")])
    end
    if raw == "" then result:insert(block) end
  end
  return result
end

local function footnotes(blocks)
  local notes = {}
  local function collect(div)
    local number = div.identifier:match("^fn(%d+)$")
    if number then notes["#fn" .. number] = div.content end
    if div.classes:includes("endnotes") then return {} end
  end
  local function heading(header)
    if header.identifier == "notes" and next(notes) then return {} end
  end
  local function note(link)
    if link.classes:includes("footnote-back") then return {} end
    if link.classes:includes("footnote-ref") and notes[link.target] then return pandoc.Note(notes[link.target]) end
  end
  blocks = blocks:walk { Div = collect }:walk { Header = heading, Link = note }
  return blocks
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

local function subtitle(span)
  if not span.classes:includes("subtitle") then return nil end
  return { pandoc.LineBreak(), pandoc.Span(span.content, { ["custom-style"] = "Caption Subtitle" }) }
end

-- Pandoc finds the picture in its media bag, so that the document does not name a folder of this machine.
local function picture(folder)
  return function(image)
    image.src = image.src:gsub("%.svg$", ".png")
    local file = assert(io.open(pandoc.path.join { folder, image.src }, "rb"))
    pandoc.mediabag.insert(image.src, "image/png", file:read("a"))
    file:close()
    image.caption = image.attributes.alt or image.caption
    image.attributes = {}
    return image
  end
end

local function title_block(meta)
  local house, said = meta.house, meta.gspbrief or {}
  local function line(style, ...)
    local inlines = pandoc.Inlines {}
    for _, part in ipairs { ... } do
      if #inlines > 0 then inlines:insert(pandoc.Str(" · ")) end
      inlines:extend(type(part) == "string" and pandoc.Inlines(part) or part)
    end
    return styled({ pandoc.Para(inlines) }, style)
  end
  local result = pandoc.Blocks { line("Series", said.series or "", house.published), line("Title", meta.title) }
  if meta.subtitle then result:insert(line("Subtitle", meta.subtitle)) end
  if house.byline ~= "" then result:insert(line("Author", house.words.by .. " " .. stringify(house.byline))) end
  return result
end

-- The properties of the document are taken from its metadata; the page itself begins with our own title block.
local function made_of(doc, folder)
  local page = doc.meta.gspbrief and doc.meta.gspbrief.canonical or ""
  doc.blocks = footnotes(doc.blocks):walk { Blocks = captions }
  doc.blocks = doc.blocks:walk { Div = give_style, Span = subtitle, Link = link(stringify(page)), Image = picture(folder) }
  local blocks = title_block(doc.meta)
  blocks:extend(doc.blocks)
  doc.blocks = blocks
  doc.meta.description = (doc.meta.gspbrief or {}).description
  return doc
end

return { made_of = made_of }
