-- What stands on the page and not in print: the content of divs of the class `screen-only`. On screen the div itself
-- goes, so that its headings are among the contents. In print the numbers annex explains the numbers that are in print,
-- and a link into what was left out becomes plain text.

local function is_for_screen(div)
  return div.classes:includes("screen-only")
end

local function identifiers(blocks)
  local found = {}
  local function note(element)
    if element.identifier ~= "" then found["#" .. element.identifier] = true end
  end
  blocks:walk { Div = note, Header = note, Span = note, Table = note, Figure = note }
  return found
end

local function is_number(div)
  return div.classes:includes("number")
end

-- What is left for print, and the targets that are not: what is for the screen, and numbers that no link leads to from
-- outside the numbers annex. Those of the annex are put aside meanwhile.
local function left_out(blocks)
  local gone, aside, wanted = {}, {}, {}
  local function put_aside(div)
    if is_for_screen(div) then
      for target in pairs(identifiers(div.content)) do gone[target] = true end
      return {}
    elseif is_number(div) then
      aside["#" .. div.identifier] = div:clone()
      div.content = {}
      return div
    end
  end
  local function put_back(div)
    local target = "#" .. div.identifier
    if not is_number(div) then return nil end
    gone[target] = not wanted[target] or nil
    return wanted[target] and aside[target] or {}
  end
  local kept = blocks:walk { Div = put_aside }
  kept:walk { Link = function(link) wanted[link.target] = true end }
  return kept:walk { Div = put_back }, gone
end

local function last_line(blocks)
  for i = #blocks, 1, -1 do
    if blocks[i].t == "Para" or blocks[i].t == "Plain" then return blocks[i] end
  end
end

-- A figure or table with notes below it ends them with its own address, to copy or to share.
local function with_permalink(group, id, text)
  local line = #group > 1 and last_line(group[#group].content)
  if line then
    local link = pandoc.Link(text, "#" .. id, "", { class = "permalink" })
    line.content:extend { pandoc.Space(), pandoc.Str("·"), pandoc.Space(), link }
  end
  return group
end

return { with_permalink = with_permalink, left_out = left_out }
