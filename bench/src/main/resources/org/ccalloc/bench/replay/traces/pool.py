# A server with a pool of threads, under load from the same process: parses, sorts and answers.
import json, socket, socketserver, threading
from concurrent.futures import ThreadPoolExecutor

seen = {}
lock = threading.Lock()

def answer(line):
    request = json.loads(line)
    words = request['text'].split()
    with lock:
        for word in words:
            seen[word] = seen.get(word, 0) + 1
            if len(seen) > 3000:
                seen.pop(next(iter(seen)))
    return json.dumps({'id': request['id'], 'words': sorted(set(words)), 'count': len(words)})

def serve(connection):
    with connection, connection.makefile('rw') as stream:
        for line in stream:
            stream.write(answer(line) + '\n')
            stream.flush()

def ask(port, client):
    with socket.create_connection(('127.0.0.1', port)) as connection, connection.makefile('rw') as stream:
        for i in range(16):
            text = ' '.join('w%d' % ((client * 31 + i * k) % 5003) for k in range(20 + i % 40))
            stream.write(json.dumps({'id': i, 'text': text}) + '\n')
            stream.flush()
            json.loads(stream.readline())

listener = socket.create_server(('127.0.0.1', 0))
port = listener.getsockname()[1]
with ThreadPoolExecutor(4) as servers, ThreadPoolExecutor(4) as clients:
    futures = [clients.submit(ask, port, client) for client in range(12)]
    for _ in range(12):
        servers.submit(serve, listener.accept()[0])
    for future in futures:
        future.result()
