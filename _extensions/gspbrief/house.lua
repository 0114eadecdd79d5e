-- The house style of a brief, for Quarto and for the embedded renderer alike. It runs on the document as Pandoc
-- reads it: it numbers sections and boxes, groups the front, the exhibits and the back matter, gathers endnotes and
-- hands our own classes to the Typst template. Figures, tables and references to them are left to Quarto.

local typst = FORMAT:match("typst") ~= nil
local stringify = pandoc.utils.stringify

local frontmatter = require("frontmatter")
local exhibits = require("exhibits")
local notes = require("notes")
local screen = require("screen")
local sheet = require("sheet")

-- Classes with a form of their own in print; each has a function gsp-<class> in typst-template.typ.
local FORMS = pandoc.List {
  "banner", "summary", "key-messages", "facts", "box", "note-source", "numbers-annex", "number", "citation", "reproduce",
  "imprint", "box-title",
}
local FRONT = pandoc.List { "banner", "summary", "chart", "key-messages", "facts" }
local CALLOUTS = pandoc.List { "note", "tip", "important", "warning", "caution" }
local REFERENCES = pandoc.List { "fig", "tbl", "sec" } -- what citations of these stand for is no source
local SHORT = 18 -- characters: a printed number up to this length is not broken over lines

local words, style, is_sheet
local targets = {} -- identifier of a section or box -> how a reference to it reads
local left_out = {} -- targets of links that are not in print

local function fail(message)
  error("gspbrief: " .. message, 0)
end

local function raw(text)
  return pandoc.RawBlock("typst", text)
end

local quoted = frontmatter.quoted

local function has_any(block, classes)
  return block.t == "Div" and block.classes:find_if(function(c) return classes:includes(c) end) ~= nil
end

-- Sections ---------------------------------------------------------------------------------------------------------

local ROMAN = { "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII" }
local NUMERALS = {
  roman = function(n) return ROMAN[n] end,
  arabic = tostring,
  letters = function(n) return string.char(64 + n) end,
}

-- How the style writes the number of a section, or of what is below one; nil where it has none.
local function numerals(level)
  local named = not is_sheet and style.text.numbering[level]
  return named and (NUMERALS[named] or fail("unknown numbering " .. named .. " of the style " .. style.name))
end

local function numbered(block, level)
  return block.t == "Header" and block.level == level and not block.classes:includes("unnumbered")
end

local function siblings(blocks, start)
  local count = 0
  for i = start, #blocks do
    if blocks[i].t == "Header" and blocks[i].level == 2 then break end
    if numbered(blocks[i], 3) then count = count + 1 end
  end
  return count
end

local function prepend_number(header, number, reference)
  targets[header.identifier] = pandoc.Inlines { pandoc.Str(words.section .. "\u{a0}" .. reference) }
  header.content:insert(1, pandoc.Space())
  header.content:insert(1, pandoc.Span({ pandoc.Str(number .. ".") }, { class = "header-section-number" }))
end

local function number_sections(blocks)
  local section, letter, lettered = 0, 0, false
  local of_sections, of_parts = numerals(1), numerals(2)
  for i, block in ipairs(blocks) do
    if block.t == "Header" then
      targets[block.identifier] = pandoc.Inlines { pandoc.Quoted("DoubleQuote", block.content:clone()) }
    end
    if of_sections and numbered(block, 2) then
      section, letter, lettered = section + 1, 0, of_parts and siblings(blocks, i + 1) > 1
      prepend_number(block, of_sections(section), of_sections(section))
    elseif lettered and numbered(block, 3) then
      letter = letter + 1
      prepend_number(block, of_parts(letter), of_sections(section) .. "." .. of_parts(letter))
    end
  end
end

-- Boxes, classes of our own ----------------------------------------------------------------------------------------

local function title_of(div)
  local first = div.content[1]
  if first and first.t == "Header" then
    div.content:remove(1)
    return first.content
  end
  local title = div.attributes.title
  div.attributes.title = nil
  return title and pandoc.Inlines(title)
end

local boxes = 0

local function number_box(div)
  boxes = boxes + 1
  local label = words.box .. "\u{a0}" .. boxes
  targets[div.identifier] = pandoc.Inlines { pandoc.Str(label) }
  local title = title_of(div) or fail("box " .. boxes .. " has no title")
  title:insert(1, pandoc.Str(label .. ". "))
  div.content:insert(1, pandoc.Div({ pandoc.Plain(title) }, { class = "box-title" }))
end

local function title_key_messages(div)
  if div.content[1] and div.content[1].t == "Header" then return end
  local title = title_of(div) or pandoc.Inlines(words.key_messages)
  div.content:insert(1, pandoc.Header(2, title, { class = "unnumbered unlisted" }))
end

local function give_form(div)
  if div.identifier == "refs" then return { raw("#gsp-refs["), div, raw("]") } end
  for _, class in ipairs(div.classes) do
    if FORMS:includes(class) then
      local label = div.identifier ~= "" and (" <" .. div.identifier .. ">") or ""
      local result = pandoc.Blocks { raw("#gsp-" .. class .. "[") }
      result:extend(div.content)
      result:insert(raw("]" .. label))
      return result
    end
  end
end

-- Quarto's callouts have no form of their own without Bootstrap, so they get ours before Quarto sees them.
local function callout(div)
  local kind = div.classes:find_if(function(c) return c:match("^callout%-") end)
  if not kind then return nil end
  kind = kind:match("^callout%-(.+)$")
  if not CALLOUTS:includes(kind) then fail("unknown kind of callout: callout-" .. kind) end
  local title = title_of(div) or pandoc.Inlines(words[kind])
  if not typst then
    div.content:insert(1, pandoc.Div({ pandoc.Plain(title) }, { class = "notice-title" }))
    return pandoc.Div(div.content, pandoc.Attr(div.identifier, { "notice", "notice-" .. kind }, { { "role", "note" } }))
  end
  local result = pandoc.Blocks { raw("#gsp-callout(" .. quoted(kind) .. ")["), pandoc.Plain(title), raw("][") }
  result:extend(div.content)
  result:insert(raw("]" .. (div.identifier ~= "" and " <" .. div.identifier .. ">" or "")))
  return result
end

-- Front, body, back ------------------------------------------------------------------------------------------------

local function front_end(blocks)
  for i, block in ipairs(blocks) do
    local leads_front = blocks[i + 1] and has_any(blocks[i + 1], FRONT)
    if block.t == "Header" and not leads_front then return i - 1 end
  end
  return #blocks
end

local function back_start(blocks, after)
  for i = after + 1, #blocks do
    local block = blocks[i]
    if block.t == "Header" and block.level == 2 and block.classes:includes("unnumbered") then return i end
  end
  return #blocks + 1
end

local function slice(blocks, first, last)
  local part = pandoc.Blocks {}
  for i = first, last do part:insert(blocks[i]) end
  return part
end

local function enclose(blocks, name)
  if #blocks == 0 then return blocks end
  if not typst then return pandoc.Blocks { pandoc.Div(blocks, { class = name }) } end
  local result = pandoc.Blocks { raw("#gsp-" .. name .. "[") }
  result:extend(blocks)
  result:insert(raw("]"))
  return result
end

-- On screen the sections themselves are marked: Pandoc leaves headings inside a div out of the contents.
local function mark_back(blocks)
  if typst then return enclose(blocks, "back") end
  local first = true
  for _, block in ipairs(blocks) do
    if block.t == "Header" and block.level == 2 then
      block.classes:extend(first and { "back", "back-first" } or { "back" })
      first = false
    end
  end
  return blocks
end

-- Inlines ----------------------------------------------------------------------------------------------------------

local function raw_around(opening, inlines)
  local result = pandoc.Inlines { pandoc.RawInline("typst", opening) }
  result:extend(inlines)
  result:insert(pandoc.RawInline("typst", "];"))
  return result
end

-- Pandoc writes English quotation marks whatever the language.
local function quotation(element)
  local result = pandoc.Inlines { pandoc.Str(words.quotes[1]) }
  result:extend(element.content)
  result:insert(pandoc.Str(words.quotes[2]))
  return result
end

-- Pandoc's Typst writer drops the language of a span: a screen reader would read English words as French ones.
local function span(element)
  if element.classes:includes("subtitle") then return raw_around("#gsp-subtitle[", element.content) end
  local lang = (element.attributes.lang or ""):match("^%a%a%a?$")
  return lang and raw_around(('#text(lang: "%s")['):format(lang), element.content)
end

local function unlinked(element)
  return left_out[element.target] and #element.content > 0 and element.content or nil
end

local function named(id)
  return targets[id]:walk { Quoted = words.quotes and quotation, Span = typst and span or nil, Link = unlinked }
end

local NARROW = { Space = function() return pandoc.Str("\u{a0}") end }

local function unbroken(element, text)
  local breaks = text:find(" ", 1, true) and pandoc.text.len(text) <= SHORT
  return breaks and element:walk(NARROW) or element
end

local function link(element)
  local id, text, plain = element.target:match("^#(.+)$"), stringify(element), unlinked(element)
  if plain then return plain end
  if id and text == "" and #element.content == 0 then
    element.content = targets[id] and named(id) or fail("an empty link points to the unknown " .. element.target)
    text = stringify(element)
  end
  if not element.classes:includes("finding") then return element end
  element = unbroken(element, text)
  if not typst then return element end
  local grade = element.attributes["data-grade"] or ""
  return raw_around(("#gsp-finding(%s, <%s>)["):format(quoted(grade), id), element.content)
end

-- Quarto can only point to numbered sections; ours are named by their number or, where a style has none, by their title.
-- What points neither to these nor to a figure or a table names a source.
local names_a_source = false

local function reference(cite)
  names_a_source = names_a_source or cite.citations:find_if(function(citation)
    return not REFERENCES:includes(citation.id:match("^(%a+)%-") or "")
  end) ~= nil
  local id = cite.citations[1].id
  if #cite.citations ~= 1 or not id:match("^sec%-") or not targets[id] then return nil end
  return pandoc.Link(named(id), "#" .. id)
end

local function math(element)
  local body = pandoc.write(pandoc.Pandoc { pandoc.Plain { element } }, "typst"):gsub("%s+$", "")
  return pandoc.RawInline("typst", ("#math.equation(block: %s, alt: %s, %s);"):format(
    element.mathtype == "DisplayMath", quoted(element.text), body))
end

-- All in one go over the words, which are most of a document. Says also whether there are notes among them.
local function dress(blocks)
  local noted = false
  blocks = blocks:walk {
    Link = link, Cite = reference, Quoted = words.quotes and quotation, Math = typst and math or nil,
    Span = typst and span or nil, Note = function() noted = true end,
  }
  return blocks, noted
end

-- Blocks -----------------------------------------------------------------------------------------------------------

local function shape_table(element)
  for _, row in ipairs(element.head.rows) do
    for _, cell in ipairs(row.cells) do
      if stringify(cell.contents) == "" then
        fail("a header cell of the table " .. (element.identifier or "") .. " is empty: name what its column holds")
      end
      cell.attr.attributes.scope = "col"
    end
  end
  for _, body in ipairs(element.bodies) do
    if not typst then body.row_head_columns = 1 end
    for _, row in ipairs(body.body) do row.cells[1].attr.attributes.scope = "row" end
  end
  return exhibits.without_stop(element)
end

-- On screen the div around what is not for print goes, so that its headings are among the contents.
local function shape(div)
  if div.classes:includes("screen-only") then return div.content end
  if div.classes:includes("box") then number_box(div) end
  if div.classes:includes("key-messages") then title_key_messages(div) end
  return callout(div) or exhibits.without_stop(div)
end

local function formed(blocks)
  return typst and blocks:walk { Div = give_form } or blocks
end

-- In print the template needs the parts of the front one by one: it fits them to the first page.
local function front_part(block)
  local kind = block.t == "Div" and FRONT:find_if(function(name) return block.classes:includes(name) end) or "plain"
  local content = kind == "plain" and pandoc.Blocks { block } or block.content
  local result = pandoc.Blocks { raw(('(kind: "%s", head: ['):format(kind)) }
  if block.identifier and block.identifier ~= "" then result:insert(raw("#metadata(none)<" .. block.identifier .. ">")) end
  if content[1].t == "Header" then result:insert(content:remove(1)) end
  result:insert(raw("], lead: ["))
  if kind == "summary" and #content > 1 then result:extend(formed(pandoc.Blocks { content:remove(1) })) end
  result:insert(raw("], body: ["))
  result:extend(formed(content))
  result:insert(raw("]),"))
  return result
end

local function front(blocks)
  if not typst or #blocks == 0 then return enclose(formed(blocks), "front") end
  local result = pandoc.Blocks { raw("#gsp-front((") }
  for _, block in ipairs(blocks) do result:extend(front_part(block)) end
  result:insert(raw("))"))
  return result
end

local function arrange(blocks, endnotes)
  local front_last = front_end(blocks)
  local back_first = back_start(blocks, front_last)
  local back = notes.section(endnotes, words, typst)
  back:extend(slice(blocks, back_first, #blocks))
  if typst and is_sheet then
    return sheet.lay_out(formed(slice(blocks, 1, back_first - 1)), formed(back))
  end
  local result = front(slice(blocks, 1, front_last))
  result:extend(formed(slice(blocks, front_last + 1, back_first - 1)))
  result:extend(mark_back(formed(back)))
  return result
end

-- Where no source is named there is nothing to list, and no heading over it.
local function without_empty_list(blocks)
  local result = pandoc.Blocks {}
  for _, block in ipairs(blocks) do
    if block.t == "Div" and block.identifier ~= "refs" then block.content = without_empty_list(block.content) end
    if block.identifier == "refs" then
      local before = result[#result]
      if before and before.t == "Header" then result:remove() end
    else
      result:insert(block)
    end
  end
  return result
end

-- Notes at the foot of the page are left to Typst.
local function gather_notes(blocks, noted, form)
  if style.text.citations == "notes" and form == "brief" then return notes.of_sources(blocks, noted, typst) end
  if typst and style.text.notes == "footnotes" or not noted then return blocks, pandoc.List {} end
  return notes.gathered(blocks, typst)
end

-- Each go over the words takes as long as several over the blocks around them, so there is one, when the blocks are done.
function Pandoc(doc)
  words, style, is_sheet = frontmatter.read(doc.meta)
  local blocks, noted, endnotes = doc.blocks, nil, nil
  if typst then blocks, left_out = screen.left_out(blocks) end
  blocks = blocks:walk { Div = shape, Figure = exhibits.without_stop, Table = shape_table }
  number_sections(blocks)
  blocks, noted = dress(blocks)
  if not (names_a_source or doc.meta.nocite) then blocks = without_empty_list(blocks) end
  blocks = exhibits.grouped(blocks, words, typst)
  blocks, endnotes = gather_notes(blocks, noted, stringify((doc.meta.gspbrief or {}).form or "brief"))
  return pandoc.Pandoc(arrange(blocks, endnotes), frontmatter.for_templates(doc.meta, words, style, typst))
end
