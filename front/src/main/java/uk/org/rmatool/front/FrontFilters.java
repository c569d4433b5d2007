package uk.org.rmatool.front;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.EnumSet;
import java.util.Set;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/** Puts the {@link ClientFilter} before all others where there is a front. */
public final class FrontFilters implements ServletContainerInitializer {
  @Override
  public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) {
    var port = ConfigProvider.getConfig().getOptionalValue(FrontConfig.PORT, String.class);
    if (port.filter(value -> !value.strip().equals("-1")).isPresent()) {
      var filter = context.addFilter("front", ClientFilter.class);
      filter.setAsyncSupported(true);
      filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    }
  }
}
