-- The house style of a brief, for Quarto and for the embedded renderer alike. It runs on the document as Pandoc
-- reads it: it numbers sections and boxes, groups the front, the exhibits and the back matter, gathers endnotes and
-- hands our own classes to the Typst template. What Quarto defines itself (cross-references, callouts) is not touched.

local typst = FORMAT:match("typst") ~= nil
local stringify = pandoc.utils.stringify

local WORDS = {
  en = {
    skip = "Skip to the text", contents = "Contents", notes = "Notes", by = "By", issue = "Issue No.", box = "Box",
    section = "Section", also = "Also available in", pdf = "Download as PDF", home = "All briefs", back = "Back to the text",
    version = "Version", close = "Close", key_messages = "Key messages", conj = "and", table = "Table",
    months = "January February March April May June July August September October November December",
  },
  fr = {
    skip = "Aller au texte", contents = "Sommaire", notes = "Notes", by = "Par", issue = "N°", box = "Encadré",
    section = "Section", also = "Également disponible en", pdf = "Télécharger en PDF", home = "Toutes les notes",
    back = "Retour au texte", version = "Version", close = "Fermer", key_messages = "Messages clés", conj = "et",
    table = "Tableau",
    months = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
  },
  es = {
    skip = "Ir al texto", contents = "Índice", notes = "Notas", by = "Por", issue = "N.º", box = "Recuadro",
    section = "Sección", also = "También disponible en", pdf = "Descargar en PDF", home = "Todas las notas",
    back = "Volver al texto", version = "Versión", close = "Cerrar", key_messages = "Mensajes clave", conj = "y",
    table = "Tabla",
    months = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
  },
}

-- Classes with a form of their own in print; each has a function gsp-<class> in typst-template.typ.
local FORMS = pandoc.List {
  "banner", "summary", "key-messages", "facts", "box", "note-source", "numbers-annex", "number", "citation", "reproduce",
  "imprint",
}
local FRONT = pandoc.List { "banner", "summary", "key-messages", "facts" }
local LONG_TABLE = 18 -- rows: more than this must be allowed to break over pages
local WIDE_TABLE = 4 -- columns: this many need the full width of the page

local words, style
local targets = {} -- identifier of a section or box -> how a reference to it reads

local function fail(message)
  error("gspbrief: " .. message, 0)
end

local function raw(text)
  return pandoc.RawBlock("typst", text)
end

local function quoted(text)
  return '"' .. text:gsub("\\", "\\\\"):gsub('"', '\\"') .. '"'
end

local function has_any(block, classes)
  return block.t == "Div" and block.classes:find_if(function(c) return classes:includes(c) end) ~= nil
end

-- Front matter -----------------------------------------------------------------------------------------------------

local function text_list(value)
  if value == nil then return pandoc.List {} end
  local items = pandoc.utils.type(value) == "List" and value or pandoc.List { value }
  return items:map(function(item)
    local name = type(item) == "table" and item.name or item
    if type(name) == "table" and name.literal then name = name.literal end
    return stringify(name)
  end)
end

local function iso_date(meta)
  local year, month, day = stringify(meta.date or ""):match("(%d%d%d%d)%-(%d%d)%-(%d%d)")
  if not year then fail("the front matter has no date of the form YYYY-MM-DD") end
  return tonumber(year), tonumber(month), tonumber(day)
end

local function printed_date(meta, year, month)
  local months = {}
  for name in words.months:gmatch("%S+") do months[#months + 1] = name end
  return meta.published and stringify(meta.published) or (months[month] .. " " .. year)
end

local function by_line(authors)
  if #authors < 2 then return authors[1] or "" end
  return table.concat(authors, ", ", 1, #authors - 1) .. " " .. words.conj .. " " .. authors[#authors]
end

local function for_templates(meta)
  local authors = text_list(meta.author)
  local year, month, day = iso_date(meta)
  local house = { words = {}, style = style, byline = by_line(authors), published = printed_date(meta, year, month) }
  for key, word in pairs(words) do house.words[key] = word end
  house.isodate = ("%04d-%02d-%02d"):format(year, month, day)
  house.authors = authors
  house.year = tostring(year)
  if typst then
    local function literal(text) return pandoc.MetaInlines { pandoc.RawInline("typst", text) } end
    house.datetime = literal(("datetime(year: %d, month: %d, day: %d)"):format(year, month, day))
    house["author-array"] = literal("(" .. table.concat(authors:map(quoted), ", ") .. ",)")
    house.plaintitle = literal(quoted(stringify(meta.title)))
    house.description = literal(quoted(stringify((meta.gspbrief or {}).description or meta.subtitle or "")))
  end
  meta.house = house
  return meta
end

local function read_meta(meta)
  if not meta.title then fail("the front matter has no title") end
  if not meta.lang then fail("the front matter has no lang") end
  local language = stringify(meta.lang):match("^%a+")
  words = WORDS[language] or fail("no words for the language " .. language .. " (there are en, fr, es)")
  style = stringify((meta.gspbrief or {}).style or "mpi")
  if style ~= "mpi" and style ~= "oecd" then fail("unknown style " .. style .. " (there are mpi and oecd)") end
end

-- Sections ---------------------------------------------------------------------------------------------------------

local ROMAN = { "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII" }

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
  for i, block in ipairs(blocks) do
    if block.t == "Header" then
      targets[block.identifier] = pandoc.Inlines { pandoc.Quoted("DoubleQuote", block.content:clone()) }
    end
    if style == "mpi" and numbered(block, 2) then
      section, letter, lettered = section + 1, 0, siblings(blocks, i + 1) > 1
      prepend_number(block, ROMAN[section], ROMAN[section])
    elseif style == "mpi" and lettered and numbered(block, 3) then
      letter = letter + 1
      prepend_number(block, string.char(64 + letter), ROMAN[section] .. "." .. string.char(64 + letter))
    end
  end
end

-- Boxes, exhibits, classes of our own ------------------------------------------------------------------------------

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

local function number_boxes(blocks)
  local count = 0
  return blocks:walk {
    Div = function(div)
      if not div.classes:includes("box") then return nil end
      count = count + 1
      local label = words.box .. "\u{a0}" .. count
      targets[div.identifier] = pandoc.Inlines { pandoc.Str(label) }
      local title = title_of(div) or fail("box " .. count .. " has no title")
      title:insert(1, pandoc.Str(label .. ". "))
      div.content:insert(1, pandoc.Div({ pandoc.Plain(title) }, { class = "box-title" }))
      return div
    end,
  }
end

local function exhibit_kind(block)
  local id = block.identifier or ""
  if block.t == "Figure" or block.t == "Table" or block.t == "Div" then return id:match("^(fig)%-") or id:match("^(tbl)%-") end
end

local function tables_in(block)
  local found = pandoc.List {}
  local collect = { Table = function(t) found:insert(t) end }
  pandoc.Blocks({ block }):walk(collect)
  return found
end

local function exhibit_options(block, kind)
  local width, rows = 0, 0
  for _, t in ipairs(tables_in(block)) do
    width = math.max(width, #t.colspecs)
    for _, body in ipairs(t.bodies) do rows = rows + #body.body end
  end
  local narrow = block.classes:includes("narrow")
  local wide = not narrow and (kind == "fig" or width >= WIDE_TABLE or block.classes:includes("wide"))
  return ("(wide: %s, long: %s)"):format(wide, rows > LONG_TABLE)
end

-- A figure or table and the notes that follow it travel together.
local function group_exhibits(blocks)
  local result, i = pandoc.Blocks {}, 1
  while i <= #blocks do
    local block, kind = blocks[i], exhibit_kind(blocks[i])
    local group = pandoc.Blocks { block }
    while kind and blocks[i + 1] and has_any(blocks[i + 1], pandoc.List { "note-source", "data-link" }) do
      i = i + 1
      group:insert(blocks[i])
    end
    if not kind then
      result:insert(block)
    elseif typst then
      result:insert(raw("#gsp-exhibit" .. exhibit_options(block, kind) .. "["))
      result:extend(group)
      result:insert(raw("]"))
    else
      result:insert(pandoc.Div(group, { class = "exhibit exhibit-" .. kind }))
    end
    i = i + 1
  end
  return result
end

local function give_form(div)
  for _, class in ipairs(div.classes) do
    if FORMS:includes(class) then
      local label = div.identifier ~= "" and (" <" .. div.identifier .. ">") or ""
      local result = pandoc.Blocks { raw("#block(width: 100%)[#gsp-" .. class .. "[") }
      result:extend(div.content)
      result:insert(raw("]]" .. label))
      return result
    end
  end
end

local function title_key_messages(div)
  if not div.classes:includes("key-messages") then return nil end
  if not (div.content[1] and div.content[1].t == "Header") then
    local title = title_of(div) or pandoc.Inlines(words.key_messages)
    div.content:insert(1, pandoc.Header(2, title, { class = "unnumbered unlisted" }))
  end
  return div
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

local endnotes = pandoc.List {}

local function note_reference(note)
  endnotes:insert(note.content)
  local n = #endnotes
  if typst then return pandoc.RawInline("typst", ("#gsp-noteref(%d);"):format(n)) end
  return pandoc.Link({ pandoc.Superscript(tostring(n)) }, "#fn" .. n, "",
    { id = "fnref" .. n, class = "footnote-ref", role = "doc-noteref" })
end

local function note_entry(content, n)
  if typst then
    local entry = pandoc.Blocks { raw(("#gsp-endnote(%d)["):format(n)) }
    entry:extend(content)
    entry:insert(raw("]"))
    return entry
  end
  local back = pandoc.Link("↩\u{fe0e}", "#fnref" .. n, "",
    { class = "footnote-back", role = "doc-backlink", ["aria-label"] = words.back .. " " .. n })
  content[#content].content:extend { pandoc.Str("\u{a0}"), back }
  return pandoc.Blocks { pandoc.Div(content, { id = "fn" .. n }) }
end

local function notes_section()
  if #endnotes == 0 then return pandoc.Blocks {} end
  local result = pandoc.Blocks { pandoc.Header(2, words.notes, { id = "notes", class = "unnumbered" }) }
  local entries = pandoc.List {}
  for n, content in ipairs(endnotes) do entries:insert(note_entry(content, n)) end
  if typst then
    for _, entry in ipairs(entries) do result:extend(entry) end
  else
    result:insert(pandoc.Div({ pandoc.OrderedList(entries) }, { class = "endnotes", role = "doc-endnotes" }))
  end
  return result
end

-- Inlines ----------------------------------------------------------------------------------------------------------

local function link(element)
  local id = element.target:match("^#(.+)$")
  if id and #element.content == 0 then
    element.content = targets[id] or fail("an empty link points to the unknown " .. element.target)
  end
  if not (typst and element.classes:includes("finding")) then return element end
  local grade = element.attributes["data-grade"] or ""
  local result = pandoc.Inlines { pandoc.RawInline("typst", ("#gsp-finding(%s, <%s>)["):format(quoted(grade), id)) }
  result:extend(element.content)
  result:insert(pandoc.RawInline("typst", "];"))
  return result
end

-- Quarto can only point to numbered sections; ours are named by number (mpi) or by title (oecd).
local function section_reference(cite)
  local id = cite.citations[1].id
  if #cite.citations ~= 1 or not id:match("^sec%-") or not targets[id] then return nil end
  return pandoc.Link(targets[id]:clone(), "#" .. id)
end

local function math(element)
  if not typst then return nil end
  local body = pandoc.write(pandoc.Pandoc { pandoc.Plain { element } }, "typst"):gsub("%s+$", "")
  return pandoc.RawInline("typst", ("#math.equation(block: %s, alt: %s, %s);"):format(
    element.mathtype == "DisplayMath", quoted(element.text), body))
end

local function scope_cells(element)
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
  return element
end

function Pandoc(doc)
  read_meta(doc.meta)
  doc.meta = for_templates(doc.meta)
  number_sections(doc.blocks)
  local blocks = number_boxes(doc.blocks):walk { Div = title_key_messages }
  blocks = blocks:walk { Table = scope_cells }
  if not (typst and style == "oecd") then blocks = blocks:walk { Note = note_reference } end
  local front_last = front_end(blocks)
  local back_first = back_start(blocks, front_last)
  local front = enclose(slice(blocks, 1, front_last), "front")
  local back = notes_section()
  back:extend(slice(blocks, back_first, #blocks))
  blocks = front
  blocks:extend(slice(doc.blocks, 1, 0))
  return pandoc.Pandoc(blocks, doc.meta)
end
