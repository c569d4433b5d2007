package uk.org.rmatool.documents.protocol;

/**
 * How a document is to be read.
 *
 * @param firstPage the first page wanted, from 1
 * @param lastPage the last one, {@link #TO_THE_END} for all that follow
 * @param ocr whether text in images is looked for
 * @param maxOcr how many images and pages may be looked at for it
 */
public record ReadOptions(int firstPage, int lastPage, Ocr ocr, int maxOcr) {
  public static final int TO_THE_END = Integer.MAX_VALUE;

  /** Whether text in images is looked for. */
  public enum Ocr {
    /** In images, and on pages without text of their own. */
    AUTO,
    /** Nowhere. */
    NEVER,
    /** In images, and on every page instead of the text of its own. */
    ONLY
  }

  /** All pages, and OCR where a page or image needs it. */
  public static ReadOptions everything(int maxOcr) {
    return new ReadOptions(1, TO_THE_END, Ocr.AUTO, maxOcr);
  }

  public boolean allPages() {
    return firstPage == 1 && lastPage == TO_THE_END;
  }
}
