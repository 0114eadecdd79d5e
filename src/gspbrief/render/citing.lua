-- Citations, by Pandoc's citeproc. It goes over a document many times and makes each citation anew, although in the house
-- style, which is author and date, how one reads depends on what it says itself and on what else is cited, not on where
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

local function refuse_unknown(doc, sources)
  local known = {}
  for _, reference in ipairs(pandoc.utils.references(doc)) do known[reference.id] = true end
  for _, source in ipairs(sources) do
    if not known[source] then fail("the citation @" .. source .. " is not in the bibliography") end
  end
end

-- Pandoc reads a style anew each time, so its own is handed to it without the comments and blanks that are half of it:
-- in a file, since what its media bag has held stays in memory.
local STYLE = "style.csl"
local style

local function in_house_style(doc, tools)
  if not style then
    local own = pandoc.pipe(tools.program, { "--print-default-data-file", "default.csl" }, "")
    style = pandoc.path.join { tools.folder, STYLE }
    local file = assert(io.open(style, "wb"))
    file:write((own:gsub("<!%-%-.-%-%->", ""):gsub(">%s+<", "><")))
    file:close()
  end
  doc.meta.csl = style
  return pandoc.utils.citeproc(doc)
end

-- How each citation reads, by its key, and the list of sources.
local function made_of(once, sources, meta, tools)
  local doc = pandoc.Pandoc(once:map(function(one) return pandoc.Plain { one.cite } end), meta)
  refuse_unknown(doc, sources)
  local blocks, texts = in_house_style(doc, tools).blocks, {}
  for i, one in ipairs(once) do texts[one.key] = blocks[i].content[1].content end
  return { texts = texts, list = blocks[#once + 1] }
end

-- Another style may count citations or move them. Citeproc also takes out the full stop behind a citation that ends with
-- one, and it looks for citations in the metadata.
local function depends_on_place(meta, made)
  local depends = meta.csl or meta["citation-style"] or false
  pandoc.Pandoc({}, meta):walk { Cite = function() depends = true end }
  for _, text in pairs(made.texts) do depends = depends or stringify(text):match("%.$") end
  return depends
end

local function put_in(blocks, made)
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
    div.content:extend(made.list.content)
    return div
  end
  return blocks:walk { Cite = cite, Div = list }, listed
end

local last = {}

local function remembered(once, name)
  return last.name == name and once:find_if(function(one) return not last.made.texts[one.key] end) == nil
end

-- The document with its citations made; `cites` are those in it, `page` is what its formats have in common, `tools` are
-- Pandoc's program and a folder for what is needed again.
local function cited(doc, cites, page, tools)
  local once, sources = distinct(cites)
  local name = page .. table.concat(sources, "\0")
  if not remembered(once, name) then last = { name = name, made = made_of(once, sources, doc.meta, tools) } end
  local blocks, listed = put_in(doc.blocks, last.made)
  if not listed or depends_on_place(doc.meta, last.made) then return pandoc.utils.citeproc(doc) end
  doc.blocks = blocks
  return doc
end

return { cited = cited }
