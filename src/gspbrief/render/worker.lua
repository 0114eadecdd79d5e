-- A Pandoc that stays: reads one job a line from standard input and answers with one line, both JSON.
-- Starting Pandoc costs more than converting a brief, so one process serves many.
--
-- Job: {"source": path, "format": "html" or "typst", "assets": prefix}, or {"source": path, "format": "docx",
-- "reference": path of the document with the styles, "target": path to write}. Arguments: extension folder, package
-- folder. Answer: {"output": text} or {"error": text}.

local extension, package_folder = arg[1], arg[2]
local path = pandoc.path
package.path = path.join { extension, "?.lua" } .. ";" .. package.path

-- `typst-citations` means Typst without its own citations: with them a second bibliography would be printed.
local WRITERS = { html = "html5", typst = "typst-citations" }
local TEMPLATES = { html = "brief.html", typst = "brief.typ", docx = "brief.openxml" }
local compiled = {}

local function read_text(name)
  local file = assert(io.open(name, "rb"))
  local text = file:read("a")
  file:close()
  return text
end

local function template(format)
  if not compiled[format] then
    local name = path.join { extension, TEMPLATES[format] }
    compiled[format] = pandoc.template.compile(read_text(name), name)
  end
  return compiled[format]
end

local function environment(format)
  return setmetatable({ FORMAT = WRITERS[format] }, { __index = _G })
end

local function house_filter(doc, name, format)
  return pandoc.utils.run_lua_filter(doc, path.join { extension, name }, environment(format))
end

local function constructs(format)
  local name = path.join { package_folder, "constructs.lua" }
  return assert(load(read_text(name), "@constructs.lua", "t", environment(format)))()
end

local function cited(doc)
  local keys = {}
  local function collect(cite)
    for _, citation in ipairs(cite.citations) do keys[#keys + 1] = citation.id end
  end
  doc.blocks:walk { Cite = collect }
  return keys
end

local function cite(doc, folder)
  local keys = cited(doc)
  if #keys == 0 and not doc.meta.nocite then return doc end
  if not doc.meta.bibliography then error("gspbrief: there are citations but no bibliography in the front matter", 0) end
  doc.meta.bibliography = path.join { folder, pandoc.utils.stringify(doc.meta.bibliography) }
  doc.meta["link-citations"] = true
  local known = {}
  for _, reference in ipairs(pandoc.utils.references(doc)) do known[reference.id] = true end
  for _, key in ipairs(keys) do
    if not known[key] then error("gspbrief: the citation @" .. key .. " is not in the bibliography", 0) end
  end
  return pandoc.utils.citeproc(doc)
end

local function options(job)
  return pandoc.WriterOptions {
    template = template(job.format), section_divs = true, table_of_contents = job.format == "html", toc_depth = 3,
    html_math_method = "mathml", wrap_text = "none", reference_doc = job.reference,
  }
end

-- A brief is asked for in one format after the other: it is read, and what Quarto would do refused, once.
local last = {}

local function read(text, quarto)
  if last.text ~= text then
    local doc = pandoc.read(text, "markdown")
    quarto.refuse(doc, text)
    last = { text = text, doc = doc }
  end
  return last.doc
end

-- The page that was converted last: the document for Word is made of it.
local page = {}

local function house_document(source, format)
  local text, quarto = read_text(source), constructs(format)
  local doc = read(text, quarto)
  doc = house_filter(doc, "house.lua", format)
  quarto.number(doc)
  doc = quarto.render(doc)
  doc = house_filter(doc, "finish.lua", format)
  doc = cite(doc, path.directory(source))
  if format == "html" then page = { source = source, text = text, doc = doc:clone() } end
  return format == "typst" and quarto.shift_headings(doc) or doc
end

local function convert_for_word(job)
  local known = page.source == job.source and page.text == read_text(job.source)
  if not known then house_document(job.source, "html") end
  local doc = require("word").made_of(page.doc, path.directory(job.source))
  page = {}
  local file = assert(io.open(job.target, "wb"))
  file:write(pandoc.write(constructs("html").shift_headings(doc), "docx", options(job)))
  file:close()
  pandoc.mediabag.empty()
  return { output = "" }
end

local function convert(job)
  if job.format == "docx" then return convert_for_word(job) end
  local doc = house_document(job.source, job.format)
  doc.meta.assets = job.assets
  doc.meta.toc = job.format == "html" and doc.meta.toc ~= false
  return { output = pandoc.write(doc, WRITERS[job.format], options(job)) }
end

for line in io.lines() do
  local done, answer = pcall(function() return convert(pandoc.json.decode(line, false)) end)
  io.stdout:write(pandoc.json.encode(done and answer or { error = tostring(answer) }), "\n")
  io.stdout:flush()
  collectgarbage() -- a document is small to Lua, which sees a handle, and large to Pandoc, which waits for its end
end
