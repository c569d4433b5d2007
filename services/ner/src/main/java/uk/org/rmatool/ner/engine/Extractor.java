package uk.org.rmatool.ner.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import uk.org.rmatool.entities.Entities;
import uk.org.rmatool.entities.Entity;
import uk.org.rmatool.entities.EntityType;
import uk.org.rmatool.entities.RuleFinder;

/** Rules and engines together. */
public final class Extractor implements AutoCloseable {
  private static final Pattern TITLE =
      Pattern.compile("(?:Mrs?|Ms|Mx|Miss|Dr|Prof|Sir|Lady|Rev)\\.?\\s+(?=\\S)");

  private final RuleFinder rules = new RuleFinder();
  private final List<Engine> engines;

  /** The first engine to claim a piece of text has it. */
  public Extractor(List<Engine> engines) {
    this.engines = List.copyOf(engines);
  }

  /** All entities of a text, in its order. */
  public List<Entity> entities(String text) throws InterruptedException {
    var entities = new Entities();
    entities.addAll(rules.find(text));
    for (var engine : engines) {
      for (var name : engine.names(text)) {
        if (!rules.isNoName(text, name)) {
          entities.add(withoutTitle(text, name));
        }
      }
    }
    return entities.inOrder();
  }

  /** What is asked for each text, by name. */
  public List<String> names() {
    var names = new ArrayList<String>();
    names.add("rules");
    engines.forEach(engine -> names.add(engine.name()));
    return names;
  }

  /** Why no text can be read at present; empty when texts can. */
  public Optional<String> trouble() {
    return engines.stream().flatMap(engine -> engine.trouble().stream()).findFirst();
  }

  @Override
  public void close() {
    engines.forEach(Engine::close);
  }

  /** Taggers do not agree whether a title belongs to a name; here it does not. */
  private static Entity withoutTitle(String text, Entity name) {
    if (name.type() != EntityType.PERSON) {
      return name;
    }
    var title = TITLE.matcher(text).region(name.start(), name.end());
    return title.lookingAt()
        ? new Entity(name.type(), title.end(), name.end(), name.score())
        : name;
  }
}
