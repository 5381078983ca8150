'use strict'

const address = '/openapi/v1.json'
const form = document.getElementById('sign-in')

// The web application keeps its tokens for this tab only.
function tokenOfThisTab() {
  try {
    return JSON.parse(sessionStorage.getItem('btcw.tokens') ?? 'null')?.access_token ?? ''
  } catch {
    return ''
  }
}

async function show(token) {
  const answer = token && await fetch(address, { headers: { Authorization: `Bearer ${token}` }, cache: 'no-store' })
  if (!answer || !answer.ok) {
    form.hidden = false
    document.getElementById('refused').textContent = answer ? `Refused: ${answer.status} ${answer.statusText}` : ''
    return
  }

  form.hidden = true
  window.SwaggerUIBundle({
    spec: await answer.json(),
    dom_id: '#swagger-ui',
    deepLinking: true,
    validatorUrl: null,
    requestInterceptor: (request) => {
      const isOurs = new URL(request.url, location.href).origin === location.origin
      if (isOurs && !request.headers.Authorization) request.headers.Authorization = `Bearer ${token}`
      return request
    },
  })
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  void show(document.getElementById('token').value.trim())
})
void show(tokenOfThisTab())
