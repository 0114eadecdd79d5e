-- A Pandoc that stays: reads one job a line from standard input and answers with one line, both JSON.
-- Starting Pandoc costs more than converting a brief, so one process serves many.
--
-- Job: {"source": path, "format": "html" or "typst", "assets": prefix}, or {"source": path, "format": "docx",
-- "reference": path of the document with the styles, "target": path to write}. Arguments: extension folder, package
-- folder. Answer: {"output": text} or {"error": text}.

local extension, package_folder = arg[1], arg[2]
local path = pandoc.path
package.path = path.join { extension, "?.lua" } .. ";" .. path.join { package_folder, "?.lua" } .. ";" .. package.path
local reading, citing = require("reading"), require("citing")

-- `typst-citations` means Typst without its own citations: with them a second bibliography would be printed.
local WRITERS = { html = "html5", typst = "typst-citations" }
local TEMPLATES = { html = "brief.html", typst = "brief.typ", docx = "brief.openxml" }
local BODY = "\u{e000}body\u{e000}" -- of Unicode's private use: no text has it
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
    local text = read_text(name)
    if format == "html" then text = text:gsub("%$body%$", BODY) end
    compiled[format] = pandoc.template.compile(text, name)
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

local function cite(doc, cites, folder, text, format)
  if #cites == 0 and not doc.meta.nocite then return doc end
  if not doc.meta.bibliography then error("gspbrief: there are citations but no bibliography in the front matter", 0) end
  local bibliography = path.join { folder, pandoc.utils.stringify(doc.meta.bibliography) }
  doc.meta.bibliography = bibliography
  doc.meta["link-citations"] = true
  return citing.cited(doc, cites, text .. read_text(bibliography), format)
end

local function options(job, framed)
  return pandoc.WriterOptions {
    template = framed and template(job.format) or nil, section_divs = true, toc_depth = 3, html_math_method = "mathml",
    wrap_text = "none", reference_doc = job.reference,
  }
end

-- Pandoc lays out what it puts into a template, which takes longer than to write it: the frame is written around a mark
-- in place of the text.
local function page_of(doc, job)
  local text = pandoc.write(doc, WRITERS.html, options(job))
  local contents = doc.meta.toc and pandoc.structure.table_of_contents(doc, options(job))
  if contents and #contents.content > 0 then doc.meta["table-of-contents"] = { contents } end
  local frame = pandoc.write(pandoc.Pandoc({}, doc.meta), WRITERS.html, options(job, true))
  local first, last = frame:find(BODY, 1, true)
  return frame:sub(1, first - 1) .. text .. frame:sub(last + 1)
end

-- A brief is asked for in one format after the other: it is read, and what Quarto would do refused, once.
local last = {}

local function read(text, quarto)
  if last.text ~= text then
    last = { text = text, doc = reading.read(text, quarto.refusing(text)) }
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
  local cites = quarto.render(doc)
  doc = house_filter(doc, "finish.lua", format)
  doc = cite(doc, cites, path.directory(source), text, format)
  if format == "html" then page = { source = source, text = text, doc = doc:clone() } end
  return doc
end

local function convert_for_word(job)
  local known = page.source == job.source and page.text == read_text(job.source)
  if not known then house_document(job.source, "html") end
  local doc = require("word").made_of(page.doc, path.directory(job.source))
  page = {}
  local file = assert(io.open(job.target, "wb"))
  file:write(pandoc.write(constructs("html").shift_headings(doc), "docx", options(job, true)))
  file:close()
  pandoc.mediabag.empty()
  return { output = "" }
end

local function convert(job)
  if job.format == "docx" then return convert_for_word(job) end
  local doc = house_document(job.source, job.format)
  doc.meta.assets = job.assets
  doc.meta.toc = job.format == "html" and doc.meta.toc ~= false
  return { output = job.format == "html" and page_of(doc, job) or pandoc.write(doc, WRITERS.typst, options(job, true)) }
end

-- What Pandoc has to say of a job it would print, and keep for good. A warning is that something is not as it was meant.
local function answer(line)
  local done, said
  local function work() return convert(pandoc.json.decode(line, false)) end
  local messages = pandoc.log.silence(function() done, said = pcall(work) end)
  for _, message in ipairs(done and messages or {}) do
    local told = pandoc.json.decode(pandoc.json.encode(message), false)
    if told.verbosity ~= "INFO" then done, said = false, "gspbrief: Pandoc warns: " .. told.pretty end
  end
  return done and said or { error = tostring(said) }
end

-- Pandoc registers each function that it is given for a walk and never gives it up, nor the documents that it refers to.
local registry = debug.getregistry()
local kept = #registry
for line in io.lines() do
  io.stdout:write(pandoc.json.encode(answer(line)), "\n")
  io.stdout:flush()
  for i = #registry, kept + 1, -1 do registry[i] = nil end
  collectgarbage() -- a document is small to Lua, which sees a handle, and large to Pandoc, which waits for its end
end
