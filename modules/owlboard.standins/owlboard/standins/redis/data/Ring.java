package owlboard.standins.redis.data;

import java.util.AbstractList;
import java.util.RandomAccess;
import java.util.function.IntPredicate;

/** A list that grows and shrinks at both ends, and is read by index, in constant time. */
final class Ring extends AbstractList<String> implements RandomAccess {
    private String[] slots = new String[8];
    private int first;
    private int count;

    @Override
    public int size() {
        return count;
    }

    @Override
    public String get(int index) {
        if (index < 0 || index >= count) throw new IndexOutOfBoundsException(index);
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
        slots[slot(count++)] = element;
    }

    @Override
    public void addFirst(String element) {
        room();
        first = (first - 1) & (slots.length - 1);
        slots[first] = element;
        count++;
    }

    @Override
    public String removeFirst() {
        var element = get(0);
        slots[first] = null;
        first = slot(1);
        count--;
        return element;
    }

    @Override
    public String removeLast() {
        var element = get(count - 1);
        slots[slot(--count)] = null;
        return element;
    }

    /** Keeps the elements for which {@code keep} is true. */
    void keep(IntPredicate keep) {
        int kept = 0;
        for (int i = 0; i < count; i++) if (keep.test(i)) slots[slot(kept++)] = slots[slot(i)];
        while (count > kept) removeLast();
    }

    private int slot(int index) {
        return (first + index) & (slots.length - 1);
    }

    private void room() {
        if (count < slots.length) return;
        var wider = new String[2 * slots.length];
        for (int i = 0; i < count; i++) wider[i] = slots[slot(i)];
        slots = wider;
        first = 0;
    }
}
