package dev.berth.view;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Any record as a part of a document, member by member; for what is shown in full and has no shape of its own there. */
public final class RecordDocument {
    private RecordDocument() {}

    public static Document of(Record value) {
        Document document = Document.part();
        // One of several kinds says which it is; nothing else would tell them apart.
        if (Arrays.stream(value.getClass().getInterfaces()).anyMatch(Class::isSealed)) {
            document.put("type", value.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        }
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            document.put(name(component), member(read(value, component)));
        }
        return document;
    }

    private static Object member(Object value) {
        if (value instanceof Record part) {
            return of(part);
        }
        if (value instanceof Optional<?> optional) {
            return optional.map(RecordDocument::member);
        }
        if (value instanceof Collection<?> collection) {
            return collection.stream().map(RecordDocument::member).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> sorted = new LinkedHashMap<>();
            map.forEach((name, each) -> sorted.put(String.valueOf(name), member(each)));
            Document document = Document.part();
            sorted.forEach(document::put);
            return document;
        }
        return value;
    }

    /** A truth is called by its bare word in JSON. */
    private static String name(RecordComponent component) {
        return component.getName().equals("isProtected") ? "protected" : component.getName();
    }

    private static Object read(Record value, RecordComponent component) {
        try {
            return component.getAccessor().invoke(value);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }
}
