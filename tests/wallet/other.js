/** Another wallet, announced as an extension does it; its keys live with the test server. */
(() => {
  const state = { chain: document.currentScript.dataset.chain, known: [], asked: [] }
  window.otherWallet = state
  const ask = async (method, params) => {
    const answer = await fetch('/other-rpc', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ method, params }) })
    const body = await answer.json()
    if (body.error) throw Object.assign(new Error(body.error), { code: body.code })
    return body.result
  }
  const provider = {
    async request({ method, params = [] }) {
      state.asked.push(method)
      if (method === 'eth_chainId') return state.chain
      if (method === 'wallet_switchEthereumChain') {
        if (!state.known.includes(params[0].chainId)) throw Object.assign(new Error('unknown chain'), { code: 4902 })
        state.chain = params[0].chainId
        return null
      }
      if (method === 'wallet_addEthereumChain') {
        state.known.push(params[0].chainId)
        state.added = params[0]
        return null
      }
      if (state.refuses && /sign|send/i.test(method)) throw Object.assign(new Error('no'), { code: 4001 })
      return ask(method, params)
    },
    on() {},
    removeListener() {},
  }
  const info = Object.freeze({ uuid: crypto.randomUUID(), name: 'Other wallet', icon: 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg"/>', rdns: 'org.example.other' })
  const announce = () => window.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail: Object.freeze({ info, provider }) }))
  window.addEventListener('eip6963:requestProvider', announce)
  announce()
})()
