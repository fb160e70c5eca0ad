import { useEffect, useState } from 'preact/hooks';

/** A value that views follow. */
export class Signal<T> {
  readonly #followers = new Set<() => void>();
  #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set value(next: T) {
    if (Object.is(next, this.#value)) {
      return;
    }
    this.#value = next;
    for (const follower of [...this.#followers]) {
      follower();
    }
  }

  update(change: (value: T) => T): void {
    this.value = change(this.#value);
  }

  follow(follower: () => void): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }
}

/** Reads a signal in a component and renders it again when the value changes. */
export function useValue<T>(signal: Signal<T>): T {
  const [, render] = useState(0);
  useEffect(() => {
    // What changed between the first render and this effect must not be missed.
    render((turn) => turn + 1);
    return signal.follow(() => render((turn) => turn + 1));
  }, [signal]);
  return signal.value;
}
