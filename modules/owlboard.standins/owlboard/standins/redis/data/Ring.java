package owlboard.standins.redis.data;

import java.util.AbstractList;
import java.util.RandomAccess;

/** A list that grows and shrinks at both ends, and is read by index, in constant time. */
final class Ring extends AbstractList<String> implements RandomAccess {
    private String[] slots = new String[8];
    private int first;
    private int size;

    @Override
    public int size() {
        return size;
    }

    @Override
    public String get(int index) {
        if (index < 0 || index >= size) throw new IndexOutOfBoundsException(index);
        return slots[slot(index)];
    }

    @Override
    public String set(int index, String element) {
        var before = get(index);
        slots[slot(index)] = element;
        return before;
    }

    @Override
    public void addLast(String element) {
        room();
        slots[slot(size++)] = element;
    }

    @Override
    public void addFirst(String element) {
        room();
        first = (first - 1) & (slots.length - 1);
        slots[first] = element;
        size++;
    }

    @Override
    public String removeFirst() {
        var element = get(0);
        slots[first] = null;
        first = slot(1);
        size--;
        return element;
    }

    @Override
    public String removeLast() {
        var element = get(size - 1);
        slots[slot(--size)] = null;
        return element;
    }

    /** Keeps the elements for which {@code keep} is true. */
    void keep(java.util.function.IntPredicate keep) {
        int kept = 0;
        for (int i = 0; i < size; i++) if (keep.test(i)) slots[slot(kept++)] = slots[slot(i)];
        while (size > kept) removeLast();
    }

    private int slot(int index) {
        return (first + index) & (slots.length - 1);
    }

    private void room() {
        if (size < slots.length) return;
        var wider = new String[2 * slots.length];
        for (int i = 0; i < size; i++) wider[i] = slots[slot(i)];
        slots = wider;
        first = 0;
    }
}
