package uk.org.rmatool.jkademlia.node;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import uk.org.rmatool.jkademlia.id.Bytes;

/** What is to be done, until it is handed out. */
final class Effects {
  private List<Effect> effects = new ArrayList<>();

  void send(InetSocketAddress to, Bytes content) {
    effects.add(new Effect.Send(to, content));
  }

  void done(long ticket, Outcome outcome) {
    effects.add(new Effect.Done(ticket, outcome));
  }

  List<Effect> take() {
    var taken = effects;
    effects = new ArrayList<>();
    return taken;
  }
}
