package uk.org.rmatool.cli.home;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the platform lives; shared by every command that looks at it. */
public final class PlaceOptions {
  /** Set by the {@code rma} script: the checkout that it stands in. */
  static final String ROOT_PROPERTY = "rma.root";

  @Option(
      names = "--home",
      paramLabel = "FOLDER",
      defaultValue = "${env:RMA_HOME:-}",
      description =
          "the folder that holds data, logs and state; RMA_HOME works too (default: .rma)")
  String home = "";

  public Checkout checkout() {
    return new Checkout(Path.of(System.getProperty(ROOT_PROPERTY, ".")));
  }

  public Home home() {
    return new Home(home.isEmpty() ? checkout().root().resolve(".rma") : Path.of(home));
  }
}
