-- How a woven brief is read. Pandoc tries a definition list at every paragraph before a table, raw TeX and raw HTML at
-- every letter in one: that is a third of its reading, and briefs have none of them. So a text is read without them, and
-- once more with them if it may hold one.

local WHOLE = "markdown"
local LEAN = "markdown-definition_lists-raw_tex-raw_html"
local SIGNS = { tex_math_dollars = "$", bracketed_spans = "]{" } -- without its sign none of these is in a text

-- A definition begins as the caption of a table does. What stands above it is no term if it begins with a bar and a
-- space: Pandoc has taken it for a table or a line block by then.
local function may_define(text)
  local above = ""
  for line in text:gmatch("[^\n]+") do
    if line:find("^[> \t]*[:~][ \t]") and not above:find("^[> \t]*| ") then return true end
    if line:find("%S") then above = line end
  end
  return false
end

local function count(text, pattern)
  return select(2, text:gsub(pattern, ""))
end

-- How many commands of TeX and tags of HTML a text may hold; `](<a>)` is a link.
local function markup(text)
  local links = text:find("](<", 1, true) and count(text, "%]%(<[%a/!?]") or 0
  return count(text, "\\%a") + count(text, "<[%a/!?]") - links
end

local function lean_for(source)
  local format = LEAN
  for extension, sign in pairs(SIGNS) do
    if not source:find(sign, 1, true) then format = format .. "-" .. extension end
  end
  return format
end

-- The document, and what `check` cannot accept refused. Check calls back with each text that stays as it was written:
-- mathematics, code, what is marked as raw. All markup of the source is there, or some was taken for words.
local function read(source, check)
  if not may_define(source) then
    local doc, kept = pandoc.read(source, lean_for(source)), 0
    check(doc, function(text) kept = kept + markup(text) end)
    if markup(source) == kept then return doc end
  end
  local doc = pandoc.read(source, WHOLE)
  check(doc, function() end)
  return doc
end

return { read = read }
