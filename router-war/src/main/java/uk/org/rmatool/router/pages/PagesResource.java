package uk.org.rmatool.router.pages;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Map;
import uk.org.rmatool.platform.wiring.Component;

/** Serves the pages, which call the API like anybody else. */
@Component
@Path("/")
public class PagesResource {
  private static final Map<String, String> FILES =
      Map.of(
          "index.html", "text/html;charset=utf-8",
          "pages.css", "text/css;charset=utf-8",
          "pages.js", "text/javascript;charset=utf-8");

  @GET
  public Response first() throws IOException {
    return file("index.html");
  }

  @GET
  @Path("pages/{name}")
  public Response file(@PathParam("name") String name) throws IOException {
    var type = FILES.get(name);
    if (type == null) {
      throw new NotFoundException();
    }
    try (var content = PagesResource.class.getResourceAsStream("/pages/" + name)) {
      if (content == null) {
        throw new NotFoundException();
      }
      return Response.ok(content.readAllBytes())
          .type(type)
          .header("Cache-Control", "no-cache")
          .header("Content-Security-Policy", "default-src 'self'")
          .header("X-Content-Type-Options", "nosniff")
          .build();
    }
  }
}
