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

local function unwrapped(blocks)
  return blocks:walk { Div = function(div) return is_for_screen(div) and div.content or nil end }
end

local function is_number(div)
  return div.classes:includes("number")
end

-- The targets of the links that stand outside the numbers annex.
local function linked(blocks)
  local found = {}
  blocks:walk {
    traverse = "topdown",
    Div = function(div) if is_number(div) then return nil, false end end,
    Link = function(link) found[link.target] = true end,
  }
  return found
end

local function left_out(blocks)
  local gone = {}
  local kept = blocks:walk {
    Div = function(div)
      if not is_for_screen(div) then return nil end
      for target in pairs(identifiers(div.content)) do gone[target] = true end
      return {}
    end,
  }
  local wanted = linked(kept)
  kept = kept:walk {
    Div = function(div)
      if not is_number(div) or wanted["#" .. div.identifier] then return nil end
      gone["#" .. div.identifier] = true
      return {}
    end,
  }
  return kept:walk {
    Link = function(link) return #link.content > 0 and gone[link.target] and link.content or nil end,
  }
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

return { with_permalink = with_permalink, unwrapped = unwrapped, left_out = left_out }
