package uk.org.rmatool.service.upload;

import java.nio.file.Path;

/**
 * A document that has arrived. Closing it deletes its file.
 *
 * @param file where it is
 * @param fileName what its sender calls it, empty if nothing
 * @param contentType what its sender says it is, empty if nothing
 * @param size in bytes, at least 1
 * @param cleanup deletes the file
 */
public record Upload(Path file, String fileName, String contentType, long size, Runnable cleanup)
    implements AutoCloseable {
  @Override
  public void close() {
    cleanup.run();
  }
}
