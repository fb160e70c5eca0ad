const drawings: Record<string, string> = {
  headphones: 'M18 58V46a30 30 0 0 1 60 0v12M18 58a6 6 0 0 1 6-6h6v26h-6a6 6 0 0 1-6-6zM78 58a6 6 0 0 0-6-6h-6v26h6a6 6 0 0 0 6-6z',
  microphone: 'M36 30a12 12 0 0 1 24 0v16a12 12 0 0 1-24 0zM28 44v4a20 20 0 0 0 40 0v-4M48 68v12M36 80h24M36 32h24M36 40h24',
  speaker: 'M30 14h36a4 4 0 0 1 4 4v60a4 4 0 0 1-4 4H30a4 4 0 0 1-4-4V18a4 4 0 0 1 4-4zM48 44a13 13 0 1 1 0 26 13 13 0 0 1 0-26zM48 53a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM48 22a6 6 0 1 1 0 12 6 6 0 0 1 0-12z',
  turntable: 'M14 22h68a4 4 0 0 1 4 4v44a4 4 0 0 1-4 4H14a4 4 0 0 1-4-4V26a4 4 0 0 1 4-4zM40 29a19 19 0 1 1 0 38 19 19 0 0 1 0-38zM40 45a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM40 37a11 11 0 0 1 11 11M74 30v20L60 62M70 30h8',
  amplifier: 'M12 30h72a4 4 0 0 1 4 4v30a4 4 0 0 1-4 4H12a4 4 0 0 1-4-4V34a4 4 0 0 1 4-4zM68 40a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM68 40v6M20 42h24M20 49h24M20 56h14M18 68v5M78 68v5',
  cable: 'M20 22h12v16H20zM23 22v-7M29 22v-7M26 38c0 26 44 4 44 30M64 68h12v14H64zM67 82v6M73 82v6',
};

/** A drawing of a kind of product. */
export function ProductPicture({ kind }: { kind: string }) {
  return (
    <svg class="product-picture" viewBox="0 0 96 96" aria-hidden="true" focusable="false">
      <path d={drawings[kind] ?? drawings['speaker']} />
    </svg>
  );
}
