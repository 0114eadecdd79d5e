-- The house styles of styles.yaml, for the filters, and as values of Typst and of CSS.

local stringify = pandoc.utils.stringify
local FILE = pandoc.path.join { pandoc.path.directory(debug.getinfo(1, "S").source:sub(2)), "styles.yaml" }
local IN_PRINT = { "shape", "colours", "fonts", "print" }

local function fail(message)
  error("gspbrief: " .. message, 0)
end

local function kind_of(value)
  return pandoc.utils.type(value)
end

-- Metadata as plain Lua: texts, lists and tables.
local function plain(value)
  local kind = kind_of(value)
  if kind == "List" then return pandoc.List(value):map(plain) end
  if kind ~= "table" and kind ~= "Meta" then return stringify(value) end
  local result = {}
  for name, inner in pairs(value) do result[name] = plain(inner) end
  return result
end

local function is_map(value)
  return kind_of(value) == "table"
end

-- What a style says of itself over what all have.
local function merged(house, own)
  local result = {}
  for name, value in pairs(house) do result[name] = value end
  for name, value in pairs(own) do
    result[name] = is_map(value) and is_map(house[name]) and merged(house[name], value) or value
  end
  return result
end

local function sorted_names(map)
  local names = pandoc.List {}
  for name in pairs(map) do names:insert(name) end
  names:sort()
  return names
end

local said

local function read()
  local file = assert(io.open(FILE, "rb"))
  local text = file:read("a")
  file:close()
  return plain(pandoc.read("---\n" .. text .. "\n---\n", "commonmark+yaml_metadata_block").meta)
end

local function find(name)
  said = said or read()
  name = name or said.default
  local own = said.styles[name]
  if not own then fail("unknown style " .. name .. " (there are " .. table.concat(sorted_names(said.styles), ", ") .. ")") end
  local style = merged(said.house, is_map(own) and own or {})
  style.name = name
  return style
end

-- Typst ------------------------------------------------------------------------------------------------------------

local function literal(value)
  if kind_of(value) == "List" then return "(" .. table.concat(value:map(function(one) return literal(one) .. ", " end)) .. ")" end
  if is_map(value) then
    local entries = sorted_names(value):map(function(name) return ('"%s": %s, '):format(name, literal(value[name])) end)
    return "(" .. table.concat(entries) .. ")"
  end
  if value:match("^#%x+$") then return ('rgb("%s")'):format(value) end
  if value:match("^[%d.]+$") or value:match("^[%d.]+[pme][tm]$") then return value end
  return '"' .. value .. '"'
end

local function typst(style)
  local shown = {}
  for _, group in ipairs(IN_PRINT) do shown[group] = style[group] end
  return literal(shown)
end

-- CSS, for a page without the style sheet of the site ----------------------------------------------------------------

local function css(style)
  local lines = pandoc.List {}
  local function add(name, value) lines:insert(("--%s: %s;"):format(name, value)) end
  for _, group in ipairs { style.colours, style.screen } do
    for _, name in ipairs(sorted_names(group)) do add(name, group[name]) end
  end
  for i, colour in ipairs(style.charts.series) do add("series-" .. i, colour) end
  for _, role in ipairs(sorted_names(style.fonts)) do
    local face = style.fonts[role]
    add(role, ('"%s", %s'):format(face, style.typefaces[face]))
  end
  return ".style-" .. style.name .. " { " .. table.concat(lines, " ") .. " }"
end

return { find = find, typst = typst, css = css }
