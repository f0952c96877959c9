# Sourced by the other scripts: ports of 127.0.0.1 for private servers. Below those of outgoing connections.

readonly ports_from=20000 ports_count=12000

port_is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

random_port() { echo $((ports_from + (RANDOM * 32768 + RANDOM) % ports_count)); }

free_port() {
  local port
  port=$(random_port)
  while port_is_taken "$port"; do port=$(random_port); done
  echo "$port"
}
