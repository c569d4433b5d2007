package uk.org.rmatool.worker.traffic;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import uk.org.rmatool.api.PlatformException;
import uk.org.rmatool.api.ProblemType;
import uk.org.rmatool.platform.wiring.Component;
import uk.org.rmatool.worker.recipes.Recipe;
import uk.org.rmatool.worker.state.Secrets;

/** Asks callers for the password of a service that knows none itself. */
@Component
class PasswordCheck {
  private final Secrets secrets;

  @Inject
  PasswordCheck(Secrets secrets) {
    this.secrets = secrets;
  }

  /**
   * Lets a call pass whose <code>Authorization</code> has the password, as a bearer token or as a
   * password of any user.
   *
   * @throws PlatformException that tells who knows it, for any other call
   */
  void require(Recipe recipe, HttpServletRequest request) {
    var name = recipe.network().password();
    if (name.isPresent() && !isRight(name.get(), request.getHeader("Authorization"))) {
      throw new PlatformException(
          ProblemType.REJECTED,
          "The service '%s' is called with 'Authorization: Bearer' and its password, which is in secrets/%s of its worker's state folder."
              .formatted(recipe.service(), name.get()));
    }
  }

  private boolean isRight(String name, @Nullable String authorization) {
    try {
      var wanted = secrets.value(name).getBytes(StandardCharsets.UTF_8);
      return MessageDigest.isEqual(wanted, given(authorization).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String given(@Nullable String authorization) {
    var words = (authorization == null ? "" : authorization).strip().split(" +", 2);
    return switch (words[0].toLowerCase(Locale.ROOT)) {
      case "bearer" -> words.length == 2 ? words[1] : "";
      case "basic" -> words.length == 2 ? password(words[1]) : "";
      default -> "";
    };
  }

  /** Of RFC 7617: user and password, joined by a colon. */
  private static String password(String credentials) {
    try {
      var text = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
      return text.substring(text.indexOf(':') + 1);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
