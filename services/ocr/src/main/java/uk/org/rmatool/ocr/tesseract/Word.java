package uk.org.rmatool.ocr.tesseract;

/**
 * A word on a page; left, top, width and height are its box in pixels.
 *
 * @param block which block of the page, from 1
 * @param paragraph which paragraph of the block
 * @param line which line of the paragraph
 * @param confidence from 0 to 100
 */
public record Word(
    String text,
    int left,
    int top,
    int width,
    int height,
    int block,
    int paragraph,
    int line,
    double confidence) {}
