package uk.org.rmatool.platform.openapi;

import jakarta.servlet.annotation.WebServlet;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** The resource classes of a program and which of them gets a call. */
final class ResourceMethods {
  private static final Pattern PARAMETER = Pattern.compile("\\{\\s*(\\w+)\\s*(:[^{}]*)?}");

  private final List<Class<?>> classes;

  private ResourceMethods(List<Class<?>> classes) {
    this.classes = classes;
  }

  /**
   * A resource method.
   *
   * @param resource the class
   * @param method the HTTP method
   * @param path the path, its parameters without patterns
   * @param pattern what the path matches
   */
  record Endpoint(Class<?> resource, String method, String path, Pattern pattern) {
    String name() {
      return method + " " + path;
    }
  }

  /** All classes that were compiled with this one. */
  static ResourceMethods of(Class<?> program) {
    try {
      var folder =
          java.nio.file.Path.of(
              program.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (var files = Files.walk(folder)) {
        return new ResourceMethods(
            files
                .map(file -> folder.relativize(file).toString())
                .filter(name -> name.endsWith(".class") && !name.contains("-info"))
                .<Class<?>>map(
                    name ->
                        load(name.replace(".class", "").replace(java.io.File.separatorChar, '.')))
                .toList());
      }
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, ResourceMethods.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  List<Endpoint> endpoints() {
    var endpoints = new ArrayList<Endpoint>();
    for (var type : classes) {
      if (type.isAnnotationPresent(Path.class)) {
        for (var method : type.getMethods()) {
          for (var annotation : method.getAnnotations()) {
            var http = annotation.annotationType().getAnnotation(HttpMethod.class);
            if (http != null) {
              var sub = method.getAnnotation(Path.class);
              var path =
                  join(type.getAnnotation(Path.class).value(), sub == null ? "" : sub.value());
              endpoints.add(
                  new Endpoint(
                      type,
                      http.value(),
                      PARAMETER.matcher(path).replaceAll("{$1}"),
                      Pattern.compile(regex(path))));
            }
          }
        }
      }
    }
    return endpoints;
  }

  /** Prefixes of the paths that servlets take, such as <code>/service/</code>. */
  List<String> servletPrefixes() {
    return classes.stream()
        .filter(type -> type.isAnnotationPresent(WebServlet.class))
        .flatMap(type -> Arrays.stream(type.getAnnotation(WebServlet.class).urlPatterns()))
        .map(pattern -> pattern.replace("*", ""))
        .toList();
  }

  /**
   * Which class gets a call of this path: of those whose path begins it, the one with the most
   * literal characters, whether or not it has a method for it (Jakarta RESTful Web Services,
   * section 3.7.2, step 1).
   */
  String chosenPathOf(String path) {
    return classes.stream()
        .filter(type -> type.isAnnotationPresent(Path.class))
        .map(type -> join("", type.getAnnotation(Path.class).value()))
        .filter(
            root ->
                Pattern.compile(regex(root) + (root.equals("/") ? ".*" : "(/.*)?"))
                    .matcher(path)
                    .matches())
        .max(Comparator.comparingInt(root -> PARAMETER.matcher(root).replaceAll("").length()))
        .orElse("");
  }

  static String rootPath(Class<?> resource) {
    return join("", resource.getAnnotation(Path.class).value());
  }

  private static String regex(String path) {
    var regex = new StringBuilder();
    var matcher = PARAMETER.matcher(path);
    int from = 0;
    while (matcher.find()) {
      regex.append(Pattern.quote(path.substring(from, matcher.start())));
      regex.append(matcher.group(2) == null ? "[^/]+" : matcher.group(2).substring(1).strip());
      from = matcher.end();
    }
    return regex.append(Pattern.quote(path.substring(from))).toString();
  }

  private static String join(String root, String sub) {
    var path = ("/" + root + "/" + sub).replaceAll("/+", "/");
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
