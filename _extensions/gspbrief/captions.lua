-- Captions: a headline, then what is measured, where and when.

-- The subtitle of a figure stands on a line of its own, so its headline needs no full stop before it.
local function split(inlines, typst)
  local _, at = inlines:find_if(function(inline) return inline.t == "Span" and inline.classes:includes("subtitle") end)
  if not at then return nil end
  local before = inlines[at - 2]
  if before and before.t == "Str" then before.text = before.text:gsub("%.$", "") end
  if not typst then return inlines end
  local subtitle = pandoc.Inlines { pandoc.RawInline("typst", "#gsp-subtitle[") }
  subtitle:extend(inlines[at].content)
  subtitle:insert(pandoc.RawInline("typst", "];"))
  inlines:remove(at)
  for i = #subtitle, 1, -1 do inlines:insert(at, subtitle[i]) end
  return inlines
end

-- A caption is a paragraph, so its subtitle stands among the inlines of one.
local function split_all(blocks, typst)
  local function split_paragraph(paragraph)
    local content = split(paragraph.content, typst)
    if not content then return nil end
    paragraph.content = content
    return paragraph
  end
  return blocks:walk { Para = split_paragraph, Plain = split_paragraph }
end

return { split_all = split_all }
