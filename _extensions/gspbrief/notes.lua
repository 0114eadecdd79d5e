-- Notes, as the style has them: endnotes, or at the foot of the page (Typst's own) and on screen, where there is no
-- page, at the end. Where citations are notes, one in the text becomes a number behind the punctuation, with its source in
-- the list of notes; else they stay where they are.

-- What names its sources in its own place: below a figure, in the annex, in the list of sources.
local OWN_PLACE = pandoc.List { "note-source", "numbers-annex", "number", "citation", "imprint" }
local stringify = pandoc.utils.stringify
local REFERENCES = pandoc.List { "fig", "tbl", "sec" }
local PUNCTUATION = "^[.,;:?!]+"

-- Citations as notes -----------------------------------------------------------------------------------------------

-- References to figures, tables and sections are citations too, for Pandoc.
local function is_source(inline)
  return inline.t == "Cite" and inline.citations:find_if(function(citation)
    return citation.mode ~= "NormalCitation" or REFERENCES:includes(citation.id:match("^(%a+)%-") or "")
  end) == nil
end

local function as_note(cite)
  local text = pandoc.Inlines {}
  for i, citation in ipairs(cite.citations) do
    if i > 1 then text:extend { pandoc.Str(";"), pandoc.Space() } end
    citation.mode = "AuthorInText"
    text:insert(pandoc.Cite({ pandoc.Str("@" .. citation.id) }, { citation }))
  end
  text:insert(pandoc.Str("."))
  return pandoc.Note { pandoc.Para(text) }
end

-- The mark follows the word without a space, and the punctuation goes before it.
local function behind_punctuation(inlines)
  local result = pandoc.Inlines {}
  for i, inline in ipairs(inlines) do
    if not is_source(inline) then
      result:insert(inline)
    else
      if #result > 0 and (result[#result].t == "Space" or result[#result].t == "SoftBreak") then result:remove() end
      local following = inlines[i + 1]
      local mark = following and following.t == "Str" and following.text:match(PUNCTUATION)
      if mark then
        result:insert(pandoc.Str(mark))
        following.text = following.text:sub(#mark + 1)
      end
      result:insert(as_note(inline))
    end
  end
  return result
end

local function names_its_sources(div)
  return div.identifier == "refs" or div.classes:find_if(function(class) return OWN_PLACE:includes(class) end) ~= nil
end

-- Endnotes ---------------------------------------------------------------------------------------------------------

local function mark(n, typst)
  if typst then return pandoc.RawInline("typst", ("#gsp-noteref(%d);"):format(n)) end
  return pandoc.Link({ pandoc.Superscript(tostring(n)) }, "#fn" .. n, "",
    pandoc.Attr("fnref" .. n, { "footnote-ref" }, { { "role", "doc-noteref" } }))
end

-- A list, and a function that puts there what a note says and leaves a mark.
local function collection(typst)
  local endnotes = pandoc.List {}
  return endnotes, {
    Note = function(note)
      endnotes:insert(note.content)
      return mark(#endnotes, typst)
    end,
  }
end

-- The blocks with a mark for each note, and what the notes say.
local function gathered(blocks, typst)
  local endnotes, collect = collection(typst)
  return blocks:walk(collect), endnotes
end

local function leave() return nil, false end

-- The same with the citations among the notes. Where no note was written, a paragraph without the sign of a citation has
-- nothing of either.
local function of_sources(blocks, noted, typst)
  local endnotes, collect = collection(typst)
  local cited = { traverse = "topdown", Table = leave, Figure = leave, Image = leave, Inlines = behind_punctuation }
  local function text(block)
    if noted then return block:walk(cited), false end
    return stringify(block):find("@", 1, true) and block:walk(cited):walk(collect) or nil, false
  end
  blocks = blocks:walk {
    traverse = "topdown", Table = leave, Figure = leave,
    Header = text, Para = text, Plain = text, LineBlock = text, DefinitionList = text,
    Div = function(div) if names_its_sources(div) then return nil, false end end,
  }
  return noted and blocks:walk(collect) or blocks, endnotes
end

local function entry_in_print(content, n)
  local result = pandoc.Blocks { pandoc.RawBlock("typst", ("#gsp-endnote(%d)["):format(n)) }
  result:extend(content)
  result:insert(pandoc.RawBlock("typst", "]"))
  return result
end

local function entry_on_screen(content, n, back)
  local link = pandoc.Link("↩\u{fe0e}", "#fnref" .. n, "",
    pandoc.Attr("", { "footnote-back" }, { { "role", "doc-backlink" }, { "aria-label", back .. " " .. n } }))
  content[#content].content:extend { pandoc.Str("\u{a0}"), link }
  return pandoc.Blocks { pandoc.Div(content, { id = "fn" .. n }) }
end

local function section(endnotes, words, typst)
  if #endnotes == 0 then return pandoc.Blocks {} end
  local result = pandoc.Blocks { pandoc.Header(2, words.notes, { id = "notes", class = "unnumbered" }) }
  if typst then
    for n, content in ipairs(endnotes) do result:extend(entry_in_print(content, n)) end
  else
    local entries = endnotes:map(function(content, n) return entry_on_screen(content, n, words.back) end)
    result:insert(pandoc.Div({ pandoc.OrderedList(entries) }, pandoc.Attr("", { "endnotes" }, { { "role", "doc-endnotes" } })))
  end
  return result
end

return { of_sources = of_sources, gathered = gathered, section = section }
