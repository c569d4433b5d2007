package uk.org.rmatool.notes.convert;

import jakarta.json.Json;
import java.io.IOException;
import uk.org.rmatool.service.http.Answer;
import uk.org.rmatool.service.http.Jobs;
import uk.org.rmatool.service.http.Places;
import uk.org.rmatool.service.http.Routes;

/** What notes-coa answers to. */
public final class NotesRoutes {
  /** Its name in the catalogue. */
  public static final String SERVICE = "notes-coa";

  private NotesRoutes() {}

  /**
   * All of it.
   *
   * @param maxNotes longest notes taken, in characters
   * @param version what to call this version in answers
   */
  public static Routes of(Converter converter, Places places, int maxNotes, String version)
      throws IOException {
    var convert = new ConvertResource(converter, maxNotes);
    var routes =
        new Routes()
            .post("/", places.limit(convert::convert))
            .post("/convert", places.limit(convert::convert))
            .get("/health", call -> health(places, version))
            .openApi(NotesRoutes.class);
    new Jobs(routes).json("convert-notes", "POST", "/convert");
    return routes;
  }

  private static Answer health(Places places, String version) {
    return Answer.json(
        200,
        Json.createObjectBuilder()
            .add("status", "healthy")
            .add("service", SERVICE)
            .add("version", version)
            .add("active", places.active())
            .build());
  }
}
