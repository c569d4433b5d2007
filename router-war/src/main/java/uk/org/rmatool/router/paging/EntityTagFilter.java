package uk.org.rmatool.router.paging;

import jakarta.json.JsonStructure;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;
import uk.org.rmatool.platform.http.Preconditions;
import uk.org.rmatool.platform.wiring.Component;

/**
 * Gives answers an <code>ETag</code>; who has one already is told so, 304, and who wants another
 * one as well, 412.
 */
@Component
@Provider
public class EntityTagFilter implements ContainerResponseFilter {
  private static final int BYTES = 12;
  private static final Annotation[] NONE = {};

  /** The answers mean the same; byte for byte they need not be. */
  private static final boolean WEAK = true;

  /** When an answer was made does not make it another. */
  private static final Pattern WHEN =
      Pattern.compile("\"(timestamp|age_seconds)\":(\"[^\"]*\"|[0-9.eE+-]+)");

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (!request.getMethod().equals("GET")
        || response.getStatus() != Status.OK.getStatusCode()
        || !request.getUriInfo().getPath().replaceFirst("^/", "").startsWith("api/")
        || !(response.getEntity() instanceof JsonStructure json)) {
      return;
    }
    var tag = new EntityTag(hash(json), WEAK);
    response.getHeaders().putSingle(HttpHeaders.ETAG, tag);
    Preconditions.answer(request.getRequest(), tag)
        .ifPresent(
            instead -> {
              response.setStatusInfo(instead.getStatusInfo());
              response.setEntity(instead.getEntity(), NONE, instead.getMediaType());
            });
  }

  /** What the answer says, told from when it was made. */
  static String hash(JsonStructure json) {
    var said = WHEN.matcher(json.toString()).replaceAll("");
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(said.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(Arrays.copyOf(hash, BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
