-- What Quarto's own filters do and woven briefs use: figures and tables with numbers, and references to them.
-- Everything else that Quarto knows is refused by name, so that no page goes out with a construct half rendered.

local typst = FORMAT:match("typst") ~= nil
local stringify = pandoc.utils.stringify

local FOREIGN_REFERENCES = pandoc.List {
  "lst", "eq", "thm", "lem", "cor", "prp", "cnj", "def", "exm", "exr", "sol", "rem", "alg", "nte", "tip", "wrn", "imp", "cau",
}
local FOREIGN_CLASSES = pandoc.List {
  "panel-tabset", "panel-sidebar", "panel-fill", "panel-input", "columns", "column", "column-margin", "column-body-outset",
  "column-page", "column-page-right", "column-page-left", "column-page-inset", "column-screen", "column-screen-inset",
  "aside", "content-visible", "content-hidden", "unless-format", "landscape", "hidden", "cell", "cell-output", "ojs-define",
}
local FOREIGN_ATTRIBUTES = pandoc.List { "layout", "layout-ncol", "layout-nrow", "fig-scap", "fig-subcap", "tbl-subcap" }

local words
local numbers = {} -- identifier -> number
local counts = { fig = 0, tbl = 0 }

local function fail(message)
  error("gspbrief: " .. message, 0)
end

local function kind_of(identifier)
  return identifier:match("^(fig)%-.") or identifier:match("^(tbl)%-.")
end

local function stop() return nil, false end

-- Numbers, in reading order ----------------------------------------------------------------------------------------

local function number(element)
  local kind = kind_of(element.identifier)
  if not kind then return nil end
  counts[kind] = counts[kind] + 1
  numbers[element.identifier] = counts[kind]
end

local function is_numbered(element)
  local kind = kind_of(element.identifier)
  if kind and not numbers[element.identifier] then
    fail("#" .. element.identifier .. " stands in a note or in a table, where it has no number")
  end
  return kind ~= nil
end

local function label(identifier)
  return words[kind_of(identifier)] .. "\u{a0}" .. numbers[identifier]
end

-- References -------------------------------------------------------------------------------------------------------

local function reference(citation)
  local kind, id = kind_of(citation.id), citation.id
  if not numbers[id] then fail("the cross-reference @" .. id .. " points to nothing") end
  if #citation.prefix > 0 or #citation.suffix > 0 then
    fail("the cross-reference @" .. id .. " has text of its own; write it beside the reference")
  end
  local plain = citation.mode == "SuppressAuthor"
  if typst then
    local supplement = plain and "" or words[kind]
    return pandoc.RawInline("typst", ("#ref(<%s>, supplement: [%s]);"):format(id, supplement))
  end
  local text = plain and tostring(numbers[id]) or label(id)
  return pandoc.Link(text, "#" .. id, "", { class = "quarto-xref" })
end

local cites = pandoc.List {} -- what cites a source

local function references(cite)
  local result = pandoc.Inlines {}
  for _, citation in ipairs(cite.citations) do
    local prefix = citation.id:match("^(%a+)%-")
    if FOREIGN_REFERENCES:includes(prefix) then fail("cross-references to @" .. prefix .. "- are not supported") end
    if prefix == "sec" then fail("the cross-reference @" .. citation.id .. " points to nothing") end
    if kind_of(citation.id) then
      if #result > 0 then result:extend { pandoc.Str(","), pandoc.Space() } end
      result:insert(reference(citation))
    end
  end
  if #result > 0 then return result end
  cites:insert(cite)
end

-- Figures and tables -----------------------------------------------------------------------------------------------

local function parts(div)
  local last = div.content[#div.content]
  if #div.content < 2 or last.t ~= "Para" then fail("#" .. div.identifier .. " has no caption as its last paragraph") end
  div.content:remove()
  return div.content, last.content
end

local function caption_inlines(long, identifier)
  local inlines = long[1] and long[1].content
  if not inlines or stringify(inlines) == "" then fail("#" .. identifier .. " has no caption") end
  return inlines
end

local function typst_float(content, caption, identifier)
  local kind = kind_of(identifier)
  local result = pandoc.Blocks { pandoc.RawBlock("typst", "#figure([") }
  result:extend(content)
  result:insert(pandoc.RawBlock("typst", "], caption: figure.caption(position: top, ["))
  result:insert(pandoc.Plain(caption))
  result:insert(pandoc.RawBlock("typst", (']), kind: "quarto-float-%s", supplement: "%s")<%s>\n'):format(
    kind, words[kind], identifier)))
  return result
end

local function html_float(content, caption, identifier)
  local result = pandoc.Blocks { pandoc.RawBlock("html", "<figcaption>") }
  result:insert(pandoc.Plain(caption))
  result:insert(pandoc.RawBlock("html", "</figcaption>"))
  result:extend(content)
  result:insert(1, pandoc.RawBlock("html", ('<figure id="%s" class="quarto-float quarto-float-%s">'):format(
    identifier, kind_of(identifier))))
  result:insert(pandoc.RawBlock("html", "</figure>"))
  return result
end

local function labelled(caption, identifier)
  caption:insert(1, pandoc.Space())
  caption:insert(1, pandoc.Str(label(identifier) .. "."))
  return caption
end

local function float(content, caption, identifier)
  if typst then return typst_float(content, caption, identifier) end
  return html_float(content, labelled(caption, identifier), identifier)
end

-- On screen a table keeps its caption, which stays in sight where the table scrolls below it.
local function html_table(element, caption, identifier)
  element.caption.long = { pandoc.Plain { pandoc.Span(labelled(caption, identifier), { class = "caption" }) } }
  return {
    pandoc.RawBlock("html", ('<div id="%s" class="quarto-float quarto-float-tbl">'):format(identifier)),
    element,
    pandoc.RawBlock("html", "</div>"),
  }
end

local function figure(element)
  local caption = caption_inlines(element.caption.long, element.identifier)
  if is_numbered(element) then return float(element.content, caption, element.identifier) end
end

local function div(element)
  if not is_numbered(element) then return nil end
  local content, caption = parts(element)
  return float(content, caption, element.identifier)
end

local function table_float(element)
  if not is_numbered(element) then return nil end
  local identifier = element.identifier
  local caption = caption_inlines(element.caption.long, identifier)
  element.identifier = ""
  if not typst then return html_table(element, caption, identifier) end
  element.caption.long = {}
  return float(pandoc.Blocks { element }, caption, identifier)
end

local function image(element)
  local alt = element.attributes["fig-alt"] or element.attributes.alt
  if not alt or alt == "" then fail("the image " .. element.src .. " has no alternative text (fig-alt)") end
  element.attributes["fig-alt"] = nil
  element.attributes.alt = alt
  if not typst then return element end
  local escaped = alt:gsub("\\", "\\\\"):gsub('"', '\\"')
  return pandoc.RawInline("typst", ('#image("%s", alt: "%s");'):format(element.src, escaped))
end

-- What is not supported --------------------------------------------------------------------------------------------

local function refuse_foreign(element)
  for _, class in ipairs(element.classes) do
    if FOREIGN_CLASSES:includes(class) then fail("the construct ." .. class .. " is not supported") end
    if class:match("^%{.+%}$") then fail("code cells such as " .. class .. " are not supported: nothing is executed") end
  end
  for name in pairs(element.attributes) do
    if FOREIGN_ATTRIBUTES:includes(name) then fail("the attribute " .. name .. " is not supported") end
  end
end

local function refuse_raw(element)
  if element.format ~= "html" then fail("raw " .. element.format .. " is not supported, only raw html") end
end

local function refuse_shortcode(element)
  if element.text:match("{{<") then fail("shortcodes are not supported: " .. element.text .. " …") end
end

local function refuse_cell(element)
  local language = element.text:match("^({%a+})")
  if language then fail("code cells such as " .. language .. " are not supported: nothing is executed") end
end

local function once()
  local seen = {}
  return function(element)
    local id = element.identifier
    if id ~= "" and seen[id] then fail("two elements are called #" .. id) end
    seen[id] = true
  end
end

local function each(...)
  local tests = { ... }
  return function(element)
    for _, test in ipairs(tests) do test(element) end
  end
end

-- The test of a document read from a text; it says each text that stays as it was written. Words are looked at one by
-- one only where the text has a shortcode at all: they are most of a document.
local function refusing(source)
  return function(doc, verbatim)
    local alone = once()
    local ours, kept = each(alone, refuse_foreign), function(element) verbatim(element.text) end
    doc.blocks:walk {
      Div = ours, Span = ours, Image = ours, CodeBlock = each(ours, kept), Header = alone, Figure = alone, Table = alone,
      RawBlock = each(refuse_raw, kept), RawInline = each(refuse_raw, kept), Code = each(refuse_cell, kept), Math = kept,
      Str = source:find("{{<", 1, true) and refuse_shortcode or nil,
    }
  end
end

local function number_all(doc)
  local said = doc.meta.gspbrief.words
  words = { fig = stringify(said.figure), tbl = stringify(said.table) }
  doc.blocks:walk {
    traverse = "topdown", Figure = number, Div = number, Para = stop, Plain = stop, Header = stop,
    Table = function(element) return number(element), false end,
  }
end

-- In print the title is not a heading, so sections move up to the first level: PDF/UA wants no level left out.
local function raised(header)
  header.level = math.max(1, header.level - 1)
  return header
end

local function shift_headings(doc)
  doc.blocks = doc.blocks:walk { Header = raised }
  return doc
end

-- Returns the citations of sources, in the order of the text.
local function render(doc)
  doc.blocks = doc.blocks:walk {
    Cite = references, Image = image, Figure = figure, Table = table_float, Div = div, Header = typst and raised or nil,
  }
  return cites
end

return { refusing = refusing, number = number_all, render = render, shift_headings = shift_headings }
