-- A fact sheet in print: its blocks, in reading order, as parts that span the page or fill two columns. The template
-- measures them and chooses the largest type at which they fit one page.

local function raw(text)
  return pandoc.RawBlock("typst", text)
end

-- A form is flat by now: raw Typst that opens it, its content, raw Typst that closes it.
local function depth_change(block)
  if block.t ~= "RawBlock" or block.format ~= "typst" then return 0 end
  local opens = block.text:match("%[%s*$") and 1 or 0
  local closes = block.text:match("^%s*%]") and 1 or 0
  return opens - closes
end

local function is_wide(block)
  return block.t == "RawBlock" and block.text:match("^#gsp%-exhibit%(wide: true") ~= nil
end

-- A unit stays in one column: a form, or a block with the headings that lead it.
local function units_of(blocks)
  local units, unit, depth = {}, nil, 0
  for _, block in ipairs(blocks) do
    unit = unit or { wide = false, blocks = pandoc.Blocks {} }
    unit.blocks:insert(block)
    unit.wide = unit.wide or is_wide(block)
    depth = depth + depth_change(block)
    if depth == 0 and block.t ~= "Header" then
      units[#units + 1], unit = unit, nil
    end
  end
  if unit then units[#units + 1] = unit end
  return units
end

local function parts_of(units)
  local parts = {}
  for _, unit in ipairs(units) do
    local last = parts[#parts]
    if not last or last.wide ~= unit.wide then
      last = { wide = unit.wide, units = {} }
      parts[#parts + 1] = last
    end
    table.insert(last.units, unit.blocks)
  end
  return parts
end

local function lay_out(blocks)
  local result = pandoc.Blocks { raw("#gsp-sheet((") }
  for _, part in ipairs(parts_of(units_of(blocks))) do
    result:insert(raw(("(wide: %s, units: ("):format(part.wide)))
    for _, unit in ipairs(part.units) do
      result:insert(raw("["))
      result:extend(unit)
      result:insert(raw("],"))
    end
    result:insert(raw(")),"))
  end
  result:insert(raw("))"))
  return result
end

return { lay_out = lay_out }
