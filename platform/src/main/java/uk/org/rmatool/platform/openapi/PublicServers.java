package uk.org.rmatool.platform.openapi;

import jakarta.enterprise.inject.spi.CDI;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.servers.Server;

/**
 * Makes "Try it out" call the public port: the document and its page are on the management port,
 * where the API is not. Named by <code>mp.openapi.filter</code>; the container makes it.
 */
public class PublicServers extends ControlAnswers {
  @Override
  public void filterOpenAPI(OpenAPI document) {
    super.filterOpenAPI(document);
    var servers = servers(CDI.current().select(OpenApiConfig.class).get());
    if (!servers.isEmpty()) {
      document.setServers(servers);
    }
  }

  /** The public address first, if there is one; none when nothing is known of either. */
  static List<Server> servers(OpenApiConfig config) {
    var servers = new ArrayList<Server>();
    config
        .publicUrl()
        .ifPresent(
            url ->
                servers.add(
                    OASFactory.createServer().url(url.toString()).description("Its address.")));
    config
        .httpPort()
        .ifPresent(
            port -> {
              servers.add(
                  OASFactory.createServer()
                      .url("http://localhost:" + port)
                      .description("On this machine."));
              servers.add(
                  OASFactory.createServer()
                      .url("http://{host}:" + port)
                      .description("On another machine.")
                      .addVariable(
                          "host",
                          OASFactory.createServerVariable()
                              .defaultValue("127.0.0.1")
                              .description("The machine's name or address.")));
            });
    return servers;
  }
}
