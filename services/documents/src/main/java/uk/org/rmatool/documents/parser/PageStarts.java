package uk.org.rmatool.documents.parser;

import java.util.ArrayList;
import java.util.List;
import org.apache.tika.sax.ContentHandlerDecorator;
import org.xml.sax.Attributes;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/** Notes where in the text each page of a PDF begins, as Tika marks them. */
final class PageStarts extends ContentHandlerDecorator {
  private final TextSender text;
  private final List<Integer> starts = new ArrayList<>();

  PageStarts(ContentHandler handler, TextSender text) {
    super(handler);
    this.text = text;
  }

  @Override
  public void startElement(String uri, String name, String qualified, Attributes attributes)
      throws SAXException {
    if (name.equals("div") && "page".equals(attributes.getValue("class"))) {
      starts.add(text.written());
    }
    super.startElement(uri, name, qualified, attributes);
  }

  /** Of the first pages; PDFs inside the document come after its own pages. */
  List<Integer> first(int pages) {
    return List.copyOf(starts.subList(0, Math.min(pages, starts.size())));
  }
}
