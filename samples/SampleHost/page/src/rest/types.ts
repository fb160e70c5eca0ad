/** What the host's REST interface answers with. */
export interface User {
  id: string;
  name: string;
  email: string;
  role: string;
}

export interface Login {
  token: string;
  expiresAt: string;
  user: User;
}

export interface UserName {
  id: string;
  name: string;
  role: string;
}

export interface StatusChange {
  status: string;
  at: string;
}

export interface OrderLine {
  productId: string;
  name: string;
  quantity: number;
  price: number;
}

export interface Order {
  id: string;
  customerId: string;
  customerEmail: string;
  status: string;
  total: number;
  lines: OrderLine[];
  data: Record<string, unknown> | null;
  history: StatusChange[];
}

export interface Booking {
  id: string;
  customerId: string;
  customerEmail: string;
  serviceName: string;
  place: string;
  scheduledDate: string;
  status: string;
  data: Record<string, unknown> | null;
  history: StatusChange[];
}

export interface Product {
  id: string;
  name: string;
  kind: string;
  description: string;
  price: number;
  quantity: number;
  lowStockBelow: number;
  available: boolean;
}

export interface Statistics {
  nodeId: string;
  startedAt: string;
  connectedUsers: number;
  connections: number;
  rooms: number;
  connectionsByWire: Record<string, number>;
  totalConnections: number;
  totalCalls: number;
  totalRefusals: number;
  totalEventsPublished: number;
  totalEventsDelivered: number;
  closedByCode: Record<string, number>;
  cluster: { connectedUsers: number; connections: number; nodes: { nodeId: string; connections: number }[] };
}
