package uk.org.rmatool.service.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.ByteBufferContentSource;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** The request that a job stands for, within the one that brought the job. */
final class JobRequest extends Request.Wrapper {
  private final String method;
  private final HttpURI uri;
  private final HttpFields headers;
  private final byte[] body;
  private final Content.Source source;

  /**
   * Takes the place of the request that brought it.
   *
   * @param target path with query
   */
  JobRequest(Request brought, String method, String target, String contentType, byte[] body) {
    super(brought);
    this.method = method;
    this.uri = HttpURI.build(brought.getHttpURI()).pathQuery(target).asImmutable();
    this.headers =
        HttpFields.build()
            .put(HttpHeader.CONTENT_TYPE, contentType)
            .put(HttpHeader.CONTENT_LENGTH, body.length)
            .asImmutable();
    this.body = body;
    this.source = new ByteBufferContentSource(ByteBuffer.wrap(body));
  }

  @Override
  public String getMethod() {
    return method;
  }

  @Override
  public HttpURI getHttpURI() {
    return uri;
  }

  @Override
  public HttpFields getHeaders() {
    return headers;
  }

  @Override
  public long getLength() {
    return body.length;
  }

  @Override
  public Content.@Nullable Chunk read() {
    return source.read();
  }

  @Override
  public void demand(Runnable whenAvailable) {
    source.demand(whenAvailable);
  }

  @Override
  public void fail(Throwable failure) {
    source.fail(failure);
  }
}
