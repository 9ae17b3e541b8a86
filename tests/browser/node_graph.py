"""What tests do with any graph in ComfyUI's frontend: scripts for `editor.run`, with their `argument`."""

SET = """
    const node = app.graph.getNodeById(argument[0]);
    const widget = (name) => node.widgets.find((one) => one.name === name);
    for (const [name, value] of Object.entries(argument[1])) widget(name).value = value;
    node.onConfigure?.({});
"""
"""Give widgets of a node other values: [node, {widget: value}]."""

RUN_AND_WAIT = """
    const { api } = window.comfyAPI.api;
    const said = {};
    const done = new Promise((resolve, reject) => {
      const stop = new AbortController();
      const on = (name, callback) => api.addEventListener(name, ({ detail }) => callback(detail), stop);
      on("executed", ({ node, output }) => void (said[node] = output));
      on("execution_success", () => (stop.abort(), resolve(said)));
      on("execution_error", (detail) => (stop.abort(), reject(new Error(JSON.stringify(detail)))));
    });
    const { output, workflow } = await app.graphToPrompt();
    await api.queuePrompt(0, { output, workflow });
    await done;
"""
"""The beginning of a script: run the graph; then `said` is what its nodes say, by node, and `output` the graph."""

RUN = f"{RUN_AND_WAIT}    return said;\n"
"""Run the graph; what its nodes say, by node."""

CONNECT = (
    "const [from, to] = [argument[0], argument[2]].map((id) => app.graph.getNodeById(id));"
    "from.connect(argument[1], to, argument[3]);"
)
"""Link an output of a node to an input of another: [node, slot, other node, input]."""
