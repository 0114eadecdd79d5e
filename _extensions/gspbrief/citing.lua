-- Citations, by Pandoc's citeproc. It goes over a document many times and makes each citation anew, although in the house
-- styles, which are of author and date, how one reads depends on what it says itself and on what else is cited, not on where
-- it stands. So citeproc is given each citation once, in a document of their own, and once for all formats of a page.

local stringify = pandoc.utils.stringify

local function fail(message)
  error("gspbrief: " .. message, 0)
end

local function key_of(cite)
  local parts = {}
  for i, citation in ipairs(cite.citations) do
    if #citation.prefix + #citation.suffix > 0 then return tostring(cite) end
    parts[i] = citation.mode .. " " .. citation.id
  end
  return table.concat(parts, ";")
end

-- Each citation, by its key, and the sources, both in the order in which they are first cited.
local function distinct(cites)
  local once, sources, seen = pandoc.List {}, pandoc.List {}, {}
  for _, cite in ipairs(cites) do
    local key = key_of(cite)
    if not seen[key] then
      seen[key] = true
      once:insert { key = key, cite = cite }
      for _, citation in ipairs(cite.citations) do
        if not sources:includes(citation.id) then sources:insert(citation.id) end
      end
    end
  end
  return once, sources
end

-- A title carries its language where the page has another, so that it is read aloud and hyphenated as what it is.
local function in_its_language(reference, lang)
  local own = reference.language and stringify(reference.language) or ""
  if own == "" or own:match("^%a+") == lang then return reference end
  for _, name in ipairs { "title", "title-short" } do
    local text = reference[name]
    reference[name] = text and pandoc.Inlines { pandoc.Span(text, pandoc.Attr("", {}, { lang = own })) }
  end
  return reference
end

-- The sources of a document by their keys; each that is cited is among them.
local function known(doc, sources)
  local lang, found = stringify(doc.meta.lang or ""):match("^%a*"), {}
  local references = pandoc.List(pandoc.utils.references(doc)):map(function(reference)
    found[reference.id] = true
    return in_its_language(reference, lang)
  end)
  for _, source in ipairs(sources) do
    if not found[source] then fail("the citation @" .. source .. " is not in the bibliography") end
  end
  return references
end

-- How each citation reads, by its key, and the list of sources.
local function made_of(once, sources, meta)
  local doc = pandoc.Pandoc(once:map(function(one) return pandoc.Plain { one.cite } end), meta)
  doc.meta.references, doc.meta.bibliography = known(doc, sources), nil
  local blocks, texts = pandoc.utils.citeproc(doc).blocks, {}
  for i, one in ipairs(once) do texts[one.key] = blocks[i].content[1].content end
  return { texts = texts, list = blocks[#once + 1] }
end

-- Citeproc takes out the full stop behind a citation that ends with one, and it looks for citations in the metadata.
local function depends_on_place(meta, made)
  local depends = false
  pandoc.Pandoc({}, meta):walk { Cite = function() depends = true end }
  for _, text in pairs(made.texts) do depends = depends or stringify(text):match("%.$") end
  return depends
end

-- Pandoc's Typst writer drops the language of a span.
local function for_typst(span)
  local lang = span.attributes.lang
  if not lang then return nil end
  local text = pandoc.Inlines { pandoc.RawInline("typst", ('#text(lang: "%s", region: none)['):format(lang:match("^%a+"))) }
  text:extend(span.content)
  text:insert(pandoc.RawInline("typst", "];"))
  return text
end

local function put_in(blocks, made, format)
  local listed = false
  local function cite(element)
    element.content = made.texts[key_of(element)]
    return element
  end
  local function list(div)
    if div.identifier ~= "refs" then return nil end
    listed = true
    if not made.list then return nil end
    div.classes:extend(made.list.classes)
    div.content:extend(format == "typst" and made.list.content:walk { Span = for_typst } or made.list.content)
    return div
  end
  return blocks:walk { Cite = cite, Div = list }, listed
end

local last = {}

local function remembered(once, name)
  return last.name == name and once:find_if(function(one) return not last.made.texts[one.key] end) == nil
end

-- The document with its citations made; `cites` are those in it, `page` is what its formats have in common.
local function cited(doc, cites, page, format)
  local once, sources = distinct(cites)
  local name = page .. table.concat(sources, "\0")
  if not remembered(once, name) then last = { name = name, made = made_of(once, sources, doc.meta) } end
  local blocks, listed = put_in(doc.blocks, last.made, format)
  if not listed or depends_on_place(doc.meta, last.made) then return pandoc.utils.citeproc(doc) end
  doc.blocks = blocks
  return doc
end

return { cited = cited }
