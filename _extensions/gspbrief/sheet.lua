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
  if block.t ~= "RawBlock" then return false end
  return block.text:match("^#gsp%-exhibit%(wide: true") ~= nil or block.text:match("^#gsp%-refs") ~= nil
end

-- A unit stays in one column: a form, or a block with the headings that lead it; a list with the line that leads it.
local function units_of(blocks)
  local units, unit, depth = {}, nil, 0
  for i, block in ipairs(blocks) do
    unit = unit or { wide = false, blocks = pandoc.Blocks {} }
    unit.blocks:insert(block)
    unit.wide = unit.wide or is_wide(block)
    depth = depth + depth_change(block)
    local follows = blocks[i + 1]
    local leads = block.t == "Header" or (block.t == "Para" and follows and follows.t == "BulletList")
    if depth == 0 and not leads then
      units[#units + 1], unit = unit, nil
    end
  end
  if unit then units[#units + 1] = unit end
  return units
end

local function parts_of(units)
  local parts = pandoc.List {}
  for _, unit in ipairs(units) do
    local last = parts[#parts]
    if not last or last.wide ~= unit.wide then
      last = { wide = unit.wide, units = {} }
      parts:insert(last)
    end
    table.insert(last.units, unit)
  end
  return parts
end

local function add_part(result, units, wide)
  if #units == 0 then return end
  result:insert(raw(("(wide: %s, units: ("):format(wide)))
  for _, unit in ipairs(units) do
    result:insert(raw("["))
    result:extend(unit.blocks)
    result:insert(raw("],"))
  end
  result:insert(raw(")),"))
end

local function only(units, wide)
  return pandoc.List(units):filter(function(unit) return unit.wide == wide end)
end

-- Wide tables go to the foot of the text that they belong to, so that its columns are not cut in two.
local function lay_out(text, back)
  local result = pandoc.Blocks { raw("#gsp-sheet((") }
  local units = units_of(text)
  add_part(result, only(units, false), false)
  add_part(result, only(units, true), true)
  for _, part in ipairs(parts_of(units_of(back))) do add_part(result, part.units, part.wide) end
  result:insert(raw("))"))
  return result
end

return { lay_out = lay_out }
