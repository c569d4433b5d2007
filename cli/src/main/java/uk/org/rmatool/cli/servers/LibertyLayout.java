package uk.org.rmatool.cli.servers;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import uk.org.rmatool.cli.home.Checkout;
import uk.org.rmatool.cli.home.Home;

/** Liberty's user directory under the home, made from the checkout; only what changed is copied. */
public final class LibertyLayout {
  private final Checkout checkout;
  private final Home home;

  public LibertyLayout(Checkout checkout, Home home) {
    this.checkout = checkout;
    this.home = home;
  }

  /** Brings the user directory up to date; returns how many files were copied. */
  public int update(List<PlatformServer> servers) throws IOException {
    int copied = 0;
    try (var shared = Files.newDirectoryStream(checkout.sharedConfiguration(), "*.xml")) {
      for (var file : shared) {
        copied += copy(file, home.liberty().resolve("shared/config").resolve(file.getFileName()));
      }
    }
    copied += copy(databaseDriver(), home.liberty().resolve("shared/resources/postgresql.jar"));
    for (var server : servers) {
      copied += update(server.name());
      Files.createDirectories(home.state(server.name()));
    }
    return copied;
  }

  private int update(String server) throws IOException {
    var folder = home.liberty().resolve("servers").resolve(server);
    var configuration = checkout.serverConfiguration(server);
    int copied = 0;
    try (var files = Files.walk(configuration)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        copied += copy(file, folder.resolve(configuration.relativize(file)));
      }
    }
    var application = checkout.application(server);
    return copied + copy(application, folder.resolve("apps").resolve(application.getFileName()));
  }

  private static int copy(Path from, Path to) throws IOException {
    if (Files.exists(to)
        && Files.size(from) == Files.size(to)
        && Files.getLastModifiedTime(from).equals(Files.getLastModifiedTime(to))) {
      return 0;
    }
    Files.createDirectories(to.toAbsolutePath().getParent());
    var next = to.resolveSibling(to.getFileName() + ".new");
    Files.copy(from, next, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    Files.move(next, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return 1;
  }

  /** The driver that this very program runs with. */
  private static Path databaseDriver() throws IOException {
    try {
      var driver = DriverManager.getDriver("jdbc:postgresql:");
      var source = driver.getClass().getProtectionDomain().getCodeSource();
      return Path.of(source.getLocation().toURI());
    } catch (SQLException | URISyntaxException e) {
      throw new IOException("the JDBC driver's jar cannot be found", e);
    }
  }
}
