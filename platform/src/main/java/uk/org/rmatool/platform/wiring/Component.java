package uk.org.rmatool.platform.wiring;

import jakarta.enterprise.inject.Stereotype;
import jakarta.inject.Singleton;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** One instance an application, no client proxy, wired by its one constructor. */
@SuppressWarnings(
    "InjectScopeAnnotationOnInterfaceOrAbstractClass") // a stereotype is where it belongs
@Stereotype
@Singleton
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Component {}
