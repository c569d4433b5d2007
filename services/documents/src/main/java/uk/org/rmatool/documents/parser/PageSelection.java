package uk.org.rmatool.documents.parser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.tika.exception.EncryptedDocumentException;
import org.apache.tika.exception.TikaException;
import uk.org.rmatool.documents.protocol.ReadOptions;

/**
 * Some pages of a PDF as a PDF of their own, so that no time goes into the others.
 *
 * @param file the new PDF; closing this deletes it
 * @param pages how many pages the whole document has
 */
record PageSelection(Path file, int pages) implements AutoCloseable {

  /** Throws {@link TikaException} when the document has no such page. */
  static PageSelection of(Path document, ReadOptions options) throws IOException, TikaException {
    var file = Files.createTempFile("pages", ".pdf");
    try (var pdf = Loader.loadPDF(document.toFile(), IOUtils.createTempFileOnlyStreamCache())) {
      int pages = pdf.getNumberOfPages();
      if (options.firstPage() > pages) {
        throw new TikaException("it has %d pages".formatted(pages));
      }
      for (int page = pages; page >= 1; page--) {
        if (page < options.firstPage() || page > options.lastPage()) {
          pdf.removePage(page - 1);
        }
      }
      pdf.save(file.toFile());
      return new PageSelection(file, pages);
    } catch (InvalidPasswordException e) {
      Files.delete(file);
      throw new EncryptedDocumentException(e);
    } catch (IOException | TikaException | RuntimeException e) {
      Files.delete(file);
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }
}
