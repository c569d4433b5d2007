package uk.org.rmatool.checks;

import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** Holds for constructors none of whose parameters carries an annotation. */
final class NoParameterAnnotatedWith extends ArchCondition<JavaConstructor> {
  private final String annotation;

  NoParameterAnnotatedWith(String annotation) {
    super("have no parameter annotated with @" + annotation);
    this.annotation = annotation;
  }

  @Override
  public void check(JavaConstructor constructor, ConditionEvents events) {
    for (var parameter : constructor.getParameters()) {
      if (parameter.isAnnotatedWith(annotation)) {
        events.add(
            SimpleConditionEvent.violated(
                constructor, constructor.getFullName() + " reads configuration"));
      }
    }
  }
}
