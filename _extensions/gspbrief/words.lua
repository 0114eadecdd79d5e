-- The few words that the frame of a page is made of, in the languages of the briefs.
return {
  en = {
    skip = "Skip to the text", contents = "Contents", notes = "Notes", by = "By", issue = "Issue No.", box = "Box",
    equation = "Equation", figure = "Figure", section = "Section", also = "Also available in", pdf = "Download as PDF", word = "Download for Word", press = "Press note", brief = "Read the brief", home = "All briefs",
    back = "Back to the text",
    version = "Version", close = "Close", origin = "Where this number comes from", key_messages = "Key messages", key_messages_cased = "Key Messages",
    link_fig = "Link to this figure", link_tbl = "Link to this table", conj = "and", table = "Table",
    note = "Note", tip = "Tip", important = "Important", warning = "Warning", caution = "Caution",
    months = "January February March April May June July August September October November December",
  },
  fr = {
    skip = "Aller au texte", contents = "Sommaire", notes = "Notes", by = "Par", issue = "N°", box = "Encadré",
    equation = "Équation", figure = "Figure", section = "Section", also = "Également disponible en", pdf = "Télécharger en PDF", word = "Télécharger pour Word",
    press = "Communiqué de presse", brief = "Lire la note",
    home = "Toutes les notes", back = "Retour au texte", version = "Version", close = "Fermer", origin = "D’où vient ce chiffre", key_messages = "Messages clés",
    link_fig = "Lien vers cette figure", link_tbl = "Lien vers ce tableau", conj = "et",
    table = "Tableau", note = "Note", tip = "Astuce", important = "Important", warning = "Avertissement",
    caution = "Mise en garde",
    quotes = { "«\u{202f}", "\u{202f}»" },
    months = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
  },
  es = {
    skip = "Ir al texto", contents = "Índice", notes = "Notas", by = "Por", issue = "N.º", box = "Recuadro",
    equation = "Ecuación", figure = "Figura", section = "Sección", also = "También disponible en", pdf = "Descargar en PDF", word = "Descargar para Word",
    press = "Nota de prensa", brief = "Leer la nota",
    home = "Todas las notas", back = "Volver al texto", version = "Versión", close = "Cerrar", origin = "De dónde sale esta cifra", key_messages = "Mensajes clave",
    link_fig = "Enlace a esta figura", link_tbl = "Enlace a esta tabla", conj = "y",
    table = "Tabla", note = "Nota", tip = "Consejo", important = "Importante", warning = "Advertencia",
    caution = "Precaución",
    quotes = { "«", "»" },
    months = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
  },
}

