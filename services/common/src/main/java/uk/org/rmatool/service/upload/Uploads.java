package uk.org.rmatool.service.upload;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartConfig;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.service.http.BoundedBody;

/**
 * Takes the document of a request to a file, as the one file part of a form or as the body.
 *
 * @param folder where files are written
 * @param maxSize largest document, in bytes
 * @param timeout how long sending it may take
 */
public record Uploads(Path folder, long maxSize, Duration timeout) {
  /** How many parts a form may have. */
  static final int MAX_PARTS = 100;

  /** Largest part that is not a file, in bytes; such parts are ignored. */
  static final int MAX_FIELD = 16 * 1024;

  /** What a form may be longer than its document, in bytes. */
  static final long FORM_OVERHEAD = 1024 * 1024;

  private static final Logger LOG = System.getLogger(Uploads.class.getName());

  /** What clients send when they know nothing about the document. */
  private static final Set<String> NO_HINT =
      Set.of(
          "application/octet-stream", "application/x-www-form-urlencoded", "binary/octet-stream");

  /** Refuses, before any of the body is read, what its headers already show to be wrong. */
  public void checkHeaders(Request request) {
    var encoding = request.getHeaders().get(HttpHeader.CONTENT_ENCODING);
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw new PlatformException(
          ProblemType.UNSUPPORTED_MEDIA_TYPE,
          "Content-Encoding %s is not taken; send the document as it is."
              .formatted(FileName.clean(encoding)));
    }
    if (request.getLength() > maxBody(isForm(request))) {
      throw tooLarge();
    }
  }

  /** The document, in a file that the caller deletes by closing it. */
  public Upload receive(Request request) throws IOException {
    try {
      return isForm(request) ? receiveForm(request) : receiveBody(request);
    } catch (IOException | RuntimeException e) {
      throw explained(e);
    }
  }

  private Upload receiveBody(Request request) throws IOException {
    var fileName = rawFileName(request);
    var hint = hint(contentType(request));
    var file = Files.createTempFile(folder, "upload-", "");
    try (var in = Content.Source.asInputStream(bounded(request, false))) {
      long size = Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      return checked(new Upload(file, fileName, hint, size, () -> delete(file)));
    } catch (IOException | RuntimeException e) {
      delete(file);
      throw e;
    }
  }

  private Upload receiveForm(Request request) throws IOException {
    var form =
        new MultiPartConfig.Builder()
            .location(folder)
            .maxParts(MAX_PARTS)
            .maxSize(-1) // the body is bounded already
            .maxPartSize(-1)
            .maxMemoryPartSize(MAX_FIELD)
            .useFilesForPartsWithoutFileName(true)
            .build();
    var parts =
        MultiPartFormData.getParts(bounded(request, true), request, contentType(request), form);
    try {
      var part = onlyFile(parts);
      var file = inFile(part);
      return checked(
          new Upload(
              file,
              FileName.clean(part.getFileName() == null ? "" : part.getFileName()),
              hint(part.getHeaders().get(HttpHeader.CONTENT_TYPE)),
              Files.size(file),
              () -> {
                parts.close();
                delete(file);
              }));
    } catch (IOException | RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  /** A part with a file name is a file; so is one called <code>file</code>. */
  private static MultiPart.Part onlyFile(MultiPartFormData.Parts parts) {
    var files = new ArrayList<MultiPart.Part>();
    for (var part : parts) {
      if (part.getFileName() != null || "file".equals(part.getName())) {
        files.add(part);
      }
    }
    return switch (files.size()) {
      case 0 -> throw notOneDocument("The form has no file part; send the document as one.");
      case 1 -> files.getFirst();
      default ->
          throw notOneDocument(
              "The form has %d file parts; send one document a request.".formatted(files.size()));
    };
  }

  /** Small parts are kept in memory by Jetty; a parser process needs a file. */
  private Path inFile(MultiPart.Part part) throws IOException {
    if (part instanceof MultiPart.PathPart inFile) {
      return inFile.getPath();
    }
    var file = Files.createTempFile(folder, "upload-", "");
    try (var in = Content.Source.asInputStream(part.createContentSource())) {
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      return file;
    } catch (IOException | RuntimeException e) {
      delete(file);
      throw e;
    }
  }

  private Upload checked(Upload upload) {
    if (upload.size() == 0) {
      upload.close();
      throw notOneDocument("The document is empty.");
    }
    if (upload.size() > maxSize) {
      upload.close();
      throw tooLarge();
    }
    return upload;
  }

  private Content.Source bounded(Request request, boolean form) {
    return new BoundedBody(request, maxBody(form), timeout, tooLarge());
  }

  private long maxBody(boolean form) {
    return maxSize + (form ? FORM_OVERHEAD : 0);
  }

  private PlatformException tooLarge() {
    return new PlatformException(
        ProblemType.TOO_LARGE,
        "The document is larger than %d bytes, the most that is taken.".formatted(maxSize));
  }

  private static PlatformException notOneDocument(String detail) {
    return new PlatformException(
        Problem.of(ProblemType.INVALID_FIELDS, detail).withTitle("Not one document"));
  }

  /** A refusal of ours as it is, a vanished client as what it is, the rest as a malformed form. */
  private static RuntimeException explained(Exception e) throws IOException {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case PlatformException refusal -> {
          return refusal;
        }
        case EofException gone -> throw gone;
        case FileSystemException disk -> throw disk;
        default -> {}
      }
    }
    LOG.log(Level.DEBUG, "A request''s body could not be read.", e);
    return new PlatformException(
        ProblemType.MALFORMED_REQUEST,
        "The request's body cannot be read: %s.".formatted(reason(e)),
        e);
  }

  private static String reason(Exception e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    var message = root.getMessage();
    return message == null ? "it ends too early or is no valid form" : FileName.clean(message);
  }

  private static boolean isForm(Request request) {
    var type = contentType(request);
    return type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data");
  }

  private static @Nullable String contentType(Request request) {
    return request.getHeaders().get(HttpHeader.CONTENT_TYPE);
  }

  private static String hint(@Nullable String contentType) {
    if (contentType == null || contentType.length() > FileName.MAX_LENGTH) {
      return "";
    }
    var type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return NO_HINT.contains(type) ? "" : contentType;
  }

  private static String rawFileName(Request request) {
    var disposition = request.getHeaders().get(HttpHeader.CONTENT_DISPOSITION);
    var name = disposition == null ? "" : FileName.inDisposition(disposition);
    if (name.isEmpty()) {
      var header = request.getHeaders().get("X-Filename");
      name = header == null ? "" : FileName.clean(FileName.ofHeader(header));
    }
    if (name.isEmpty()) {
      var parameter = Request.extractQueryParameters(request).getValue("filename");
      name = parameter == null ? "" : FileName.clean(parameter);
    }
    return name;
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "An upload could not be deleted. cause={0}", e.toString());
    }
  }
}
