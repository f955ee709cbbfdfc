package io.mqspring.spring.annotation;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.annotation.RepeatableContainers;

/** Finds listener annotations: single, repeated and as meta-annotations. Stateless. */
public final class ListenerMethods {

    private ListenerMethods() {}

    /** Whether a class has a listener method. */
    public static boolean existOn(Class<?> beanClass) {
        return AnnotationUtils.isCandidateClass(beanClass, List.of(MqListener.class, MqListeners.class))
                && !of(beanClass).isEmpty();
    }

    static Map<Method, List<MergedAnnotation<MqListener>>> of(Class<?> beanClass) {
        return MethodIntrospector.selectMethods(
                beanClass, (MethodIntrospector.MetadataLookup<List<MergedAnnotation<MqListener>>>) method -> {
                    List<MergedAnnotation<MqListener>> found = MergedAnnotations.from(
                                    method, SearchStrategy.TYPE_HIERARCHY, RepeatableContainers.standardRepeatables())
                            .stream(MqListener.class)
                            .toList();
                    return found.isEmpty() ? null : found;
                });
    }
}
