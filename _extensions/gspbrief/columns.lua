-- How wide the columns of a table are in a document, whose tables fill the width that they have.

local stringify = pandoc.utils.stringify
local LONGEST = 26 -- characters: a cell longer than this is expected to wrap, and asks for less than it holds
local MORE = 30 -- characters: the most that a long cell asks for beyond that

local function longest_word(text)
  local longest = 0
  for word in text:gmatch("%S+") do longest = math.max(longest, pandoc.text.len(word)) end
  return longest
end

local function widen(weights, rows)
  for _, row in ipairs(rows) do
    for i, cell in ipairs(row.cells) do
      local text = stringify(cell.contents)
      local length = pandoc.text.len(text)
      local wanted = math.max(longest_word(text), math.min(length, LONGEST) + math.min(MORE, 0.4 * math.max(0, length - LONGEST)))
      weights[i] = math.max(weights[i] or 3, wanted + 2)
    end
  end
end

-- A row that is long in the Markdown gives every column the width of its dashes; dashes all alike mean no wish.
local function has_widths(tbl)
  local first = tbl.colspecs[1][2]
  return tbl.colspecs:find_if(function(spec) return spec[2] ~= first end) ~= nil
end

-- Widths in proportion to what the cells hold, for a table that was given none.
local function fill_width(tbl)
  if has_widths(tbl) then return nil end
  local weights, total = {}, 0
  widen(weights, tbl.head.rows)
  for _, body in ipairs(tbl.bodies) do widen(weights, body.body) end
  for _, weight in ipairs(weights) do total = total + weight end
  tbl.colspecs = tbl.colspecs:map(function(spec, i) return { spec[1], weights[i] / total } end)
  return tbl
end

return { fill_width = fill_width }
