package uk.org.rmatool.bench.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/**
 * An application of one servlet in a server of ours, on its public port: what it takes to be called
 * and to answer there is the application server's part of every call.
 */
public final class ContainerAlone {
  /** Where it is called. */
  public static final String PATH = "/container-alone";

  /** By its name: what it extends is there in the application server alone. */
  private static final String SERVLET = "uk/org/rmatool/bench/container/AnsweringServlet";

  private ContainerAlone() {}

  /**
   * Deploys it, before the server is started.
   *
   * @param server the folder with its <code>server.xml</code>
   */
  public static void deploy(Path server) {
    try {
      var war = Files.createDirectories(server.resolve("apps")).resolve("container-alone.war");
      try (var jar = new JarOutputStream(Files.newOutputStream(war));
          var servlet = ContainerAlone.class.getResourceAsStream("/" + SERVLET + ".class")) {
        jar.putNextEntry(new JarEntry("WEB-INF/classes/" + SERVLET + ".class"));
        if (servlet == null) {
          throw new IOException(SERVLET + " is not there");
        }
        servlet.transferTo(jar);
        jar.putNextEntry(new JarEntry("WEB-INF/ibm-web-bnd.xml"));
        jar.write(
            """
            <web-bnd xmlns="http://websphere.ibm.com/xml/ns/javaee" version="1.2">
              <virtual-host name="public"/>
            </web-bnd>
            """
                .getBytes(StandardCharsets.UTF_8));
      }
      Files.writeString(
          Files.createDirectories(server.resolve("configDropins/defaults"))
              .resolve("container-alone.xml"),
          """
          <server>
            <webApplication location="container-alone.war" contextRoot="%s"/>
          </server>
          """
              .formatted(PATH));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
