-- Citations within Quarto, as the embedded renderer makes them: what Quarto leaves to Pandoc knows no language of a title.

local cited = require("citing").cited

local function biblioref(link)
  link.attributes.role = "doc-biblioref" -- as Pandoc says of links within a citation
  return link
end

-- A citation that is made, as text: as a citation Pandoc would make it again.
local function as_text(cite)
  if FORMAT:match("typst") then return cite.content end
  return pandoc.Span(cite.content:walk { Link = biblioref }, { class = "citation" })
end

function Pandoc(doc)
  local cites = pandoc.List {}
  doc.blocks:walk { Cite = function(cite) cites:insert(cite) end }
  if #cites == 0 and not doc.meta.nocite then return nil end
  doc = cited(doc, cites, "", FORMAT:match("typst") and "typst" or "html")
  doc.meta.bibliography, doc.meta.references, doc.meta.nocite = nil, nil, nil
  return doc:walk { Cite = as_text }
end
