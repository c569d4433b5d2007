package uk.org.rmatool.bench.container;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Answers every GET with 100 bytes by itself. */
@WebServlet("/*")
public final class AnsweringServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final byte[] ANSWER = "x".repeat(100).getBytes(StandardCharsets.US_ASCII);

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("text/plain");
    response.setContentLength(ANSWER.length);
    response.getOutputStream().write(ANSWER);
  }
}
