package uk.org.rmatool.platform.database;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;

/** A database that is there, is away, or hangs until it is told otherwise. */
final class FakeDatabase {
  enum State {
    THERE,
    AWAY,
    HANGING
  }

  volatile State state = State.THERE;
  final CountDownLatch awake = new CountDownLatch(1);

  DataSource source() {
    return proxy(
        DataSource.class,
        method -> {
          if (state == State.AWAY) {
            throw new SQLException("connection refused", "08001");
          }
          if (state == State.HANGING) {
            awake.await();
          }
          return proxy(Connection.class, call -> call.equals("isValid") ? true : null);
        });
  }

  private interface Behaviour {
    @org.jspecify.annotations.Nullable
    Object answer(String method) throws Exception;
  }

  private static <T> T proxy(Class<T> type, Behaviour behaviour) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> behaviour.answer(method.getName())));
  }
}
