-- What the templates print of the front matter: dates, the line of authors, the words of the language.

local FOLDER = pandoc.path.directory(debug.getinfo(1, "S").source:sub(2))
local styles = require("styles")
local stringify = pandoc.utils.stringify

local function fail(message)
  error("gspbrief: " .. message, 0)
end

local function quoted(text)
  return '"' .. text:gsub("\\", "\\\\"):gsub('"', '\\"') .. '"'
end

local function text_list(value)
  if value == nil then return pandoc.List {} end
  local items = pandoc.utils.type(value) == "List" and value or pandoc.List { value }
  return items:map(function(item)
    local name = type(item) == "table" and item.name or item
    if type(name) == "table" and name.literal then name = name.literal end
    return stringify(name)
  end)
end

local function iso_date(meta)
  local year, month, day = stringify(meta.date or ""):match("(%d%d%d%d)%-(%d%d)%-(%d%d)")
  if not year then fail("the front matter has no date of the form YYYY-MM-DD") end
  return tonumber(year), tonumber(month), tonumber(day)
end

-- The words of the frame, and the quotation marks that a language has of its own.
local function words_of(meta)
  local words = {}
  for key, said in pairs((meta.gspbrief or {}).words or fail("the front matter has no words")) do
    words[key] = key == "quotes" and said:map(stringify) or stringify(said)
  end
  return words
end

-- The publication's own line where it has one, else the names after the language's word for it.
local function by_line(authors, meta, words)
  local own = (meta.gspbrief or {}).byline
  if own then return stringify(own) end
  if #authors < 2 then return authors[1] and words.by .. " " .. authors[1] or "" end
  return words.by .. " " .. table.concat(authors, ", ", 1, #authors - 1) .. " " .. words.conj .. " " .. authors[#authors]
end

local function for_templates(meta, words, style, typst)
  local authors = text_list(meta.author)
  local year, month, day = iso_date(meta)
  local published = stringify(meta.published or fail("the front matter does not say when it was published"))
  local house = { words = {}, style = style.name, summary = style.shape.summary, byline = by_line(authors, meta, words), published = published }
  for key, word in pairs(words) do house.words[key] = type(word) == "string" and word or nil end
  house.isodate = ("%04d-%02d-%02d"):format(year, month, day)
  house.scholardate = ("%04d/%02d/%02d"):format(year, month, day)
  house.authors = authors
  house.year = tostring(year)
  house.language, house.region = stringify(meta.lang):match("^(%a+)%-?(%a*)")
  if typst then
    local function literal(text) return pandoc.MetaInlines { pandoc.RawInline("typst", text) } end
    house.look = literal(styles.typst(style))
    house.datetime = literal(("datetime(year: %d, month: %d, day: %d)"):format(year, month, day))
    house["author-array"] = literal("(" .. table.concat(authors:map(function(name) return quoted(name) .. "," end)) .. ")")
    house.publisher = literal(quoted(stringify((meta.gspbrief or {}).publisher or "")))
    house.plaintitle = literal(quoted(stringify(meta.title)))
    house.description = literal(quoted(stringify((meta.gspbrief or {}).description or meta.subtitle or "")))
  else
    house.css = pandoc.MetaInlines { pandoc.RawInline("html", styles.css(style)) }
  end
  meta.house = house
  meta.csl = pandoc.path.join { FOLDER, style.text.sources }
  local figure, table_word = pandoc.MetaInlines(words.figure), pandoc.MetaInlines(words.table)
  meta.crossref = { -- read by Quarto, so that both renderers use the same words
    ["title-delim"] = pandoc.MetaInlines("."),
    ["fig-title"] = figure, ["fig-prefix"] = figure, ["tbl-title"] = table_word, ["tbl-prefix"] = table_word,
  }
  return meta
end

local function read(meta)
  if not meta.title then fail("the front matter has no title") end
  if not meta.lang then fail("the front matter has no lang") end
  local asked = (meta.gspbrief or {}).style
  return words_of(meta), styles.find(asked and stringify(asked)), stringify((meta.gspbrief or {}).form or "brief") == "fact-sheet"
end

return { read = read, for_templates = for_templates, quoted = quoted }
