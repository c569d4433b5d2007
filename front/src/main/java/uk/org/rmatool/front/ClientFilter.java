package uk.org.rmatool.front;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import uk.org.rmatool.api.Problem;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.http.ServletProblems;

/** Lets whoever follows see the client instead of the front. */
public class ClientFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  @Inject transient Clients clients;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!Clients.isOwn(request.getRemoteAddr())) {
      chain.doFilter(request, response);
      return;
    }
    var client = clients.find(request.getRemoteAddr(), request.getRemotePort());
    if (client.isPresent()) {
      chain.doFilter(new ClientRequest(request, client.get()), response);
    } else {
      response.setHeader("Connection", "close");
      ServletProblems.answer(
          response,
          Problem.of(ProblemType.MALFORMED_REQUEST, "Nobody is known to have sent this request."));
    }
  }
}
